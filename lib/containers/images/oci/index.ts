export * from "./blobs";
export { type Descriptor, describeBlob, mediaTypes, type Platform, verifyBlob } from "./descriptor";
export * from "./image";
export * from "./layout";
export { containerRoot, LayerCache, unpackImage, type WritableRoot } from "./rootFileSystem";
