import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { BlobStore, imageOf, storeImage, storeLayer, tarEntry, writeLayout } from "../../lib/containers";
import { DomainError, EnvironmentError } from "../../lib/errors";
import { readLayoutFolder, writeLayoutFolder } from "../../lib/realHost";

function sample() {
  const store = new BlobStore();
  const layer = storeLayer(store, [tarEntry({ path: "hello", type: "file", content: "hi\n" })]);
  const image = storeImage(store, [layer], { os: "linux", architecture: "amd64" });
  return { image, files: writeLayout(store, new Map([["one", image.descriptor]])) };
}

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "strata-layout-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a layout goes to disk and comes back", (t) => {
  const folder = folderOf(t);
  const { image, files } = sample();
  writeLayoutFolder(join(folder, "new/layout"), files);
  t.deepEqual(readdirSync(join(folder, "new/layout")).sort(), ["blobs", "index.json", "oci-layout"]);
  const { manifest, id } = imageOf(readLayoutFolder(join(folder, "new/layout")), "one");
  t.deepEqual([manifest, id], [image.manifest, image.id]);
});

test("a layout is not written over another, nor outside its folder", (t) => {
  const folder = folderOf(t);
  const { files } = sample();
  writeLayoutFolder(folder, files);
  t.throws(() => writeLayoutFolder(folder, files), { instanceOf: EnvironmentError, message: /to hold no layout yet/ });
  for (const path of ["../evil", "blobs/sha256/../../../evil", "/etc/passwd", "readme"])
    t.throws(
      () => writeLayoutFolder(join(folder, "x"), new Map([[path, new Uint8Array()]])),
      { message: /file of an OCI layout/ },
      path,
    );
  t.deepEqual(readdirSync(folder).sort(), ["blobs", "index.json", "oci-layout"]);
});

test("links, too many bytes, changed bytes and missing files are refused", (t) => {
  const folder = folderOf(t);
  writeLayoutFolder(folder, sample().files);
  t.throws(() => readLayoutFolder(folder, { bytes: 100 }), {
    instanceOf: EnvironmentError,
    message: /at most 100 bytes, got \d+ up to/,
  });
  const [blob] = readdirSync(join(folder, "blobs/sha256"));
  writeFileSync(join(folder, "blobs/sha256", blob!), "changed");
  t.throws(() => readLayoutFolder(folder), { instanceOf: DomainError, message: /digest of its name/ });
  unlinkSync(join(folder, "blobs/sha256", blob!));
  symlinkSync("/etc/passwd", join(folder, "blobs/sha256", blob!));
  t.throws(() => readLayoutFolder(folder), { instanceOf: EnvironmentError, message: /to be a file/ });
  mkdirSync(join(folder, "empty"));
  t.throws(() => readLayoutFolder(join(folder, "empty")));
});
