/** Calls on what is open. */
import { done, failed } from "../../result";
import { ByteChannel, PipeEnd } from "../descriptors/byteChannel";
import { DirectoryDescription, FileDescription } from "../descriptors/openedFile";
import { sendSignal } from "../processes/end";
import type { FileRequests } from "../program";
import { bytesOf, description, type Handlers } from "./caller";
import { kernelOwners, showOwners } from "./files";

type ByDescriptor = Pick<
  FileRequests,
  "close" | "read" | "write" | "lseek" | "ftruncate" | "dup2" | "pipe" | "fstat" | "fchown" | "getdents64"
>;

/** What `read` asks for if nothing is said. */
const READ_BYTES = 65_536;

export const descriptorHandlers: Handlers<ByDescriptor> = {
  close: ({ process }, fd) => process.descriptors.close(fd),
  read: ({ process }, fd, length = READ_BYTES) => process.descriptors.get(fd)?.read(length) ?? failed("EBADF"),
  write: ({ kernel, process }, fd, bytes) => {
    const written = process.descriptors.get(fd)?.write(bytesOf(bytes)) ?? failed("EBADF");
    if (written.type === "failed" && written.error === "EPIPE") sendSignal(kernel, process, "SIGPIPE", process);
    return written;
  },
  lseek: ({ process }, fd, offset, whence = "set") =>
    process.descriptors.get(fd)?.seek(offset, whence) ?? failed("EBADF"),
  ftruncate: ({ process }, fd, size) => process.descriptors.get(fd)?.truncate(size) ?? failed("EBADF"),
  dup2: ({ process }, from, to) => {
    const found = process.descriptors.get(from);
    if (found === undefined) return failed("EBADF");
    return from === to ? done(to) : process.descriptors.set(to, found);
  },
  pipe: ({ process }) => {
    const channel = new ByteChannel();
    const [read, write] = [new PipeEnd(channel, "readers"), new PipeEnd(channel, "writers")];
    const from = process.descriptors.add(read);
    const to = process.descriptors.add(write);
    if (from.type === "done" && to.type === "done") return done([from.value, to.value] as const);
    if (from.type === "done") process.descriptors.close(from.value);
    return failed("EMFILE");
  },
  fstat: (caller, fd) => {
    const found = description(caller, fd, FileDescription, "EINVAL");
    if (found.type === "failed") return found;
    const { file, place } = found.value;
    return done(showOwners(caller.kernel, caller.process, file.stat(), place));
  },
  fchown: (caller, fd, uid, gid) => {
    const found = description(caller, fd, FileDescription, "EINVAL");
    const owners = kernelOwners(caller, uid, gid);
    if (found.type === "failed") return found;
    if (owners.type === "failed") return owners;
    const { mount, ino } = found.value.place;
    const stat = found.value.file.stat();
    const { identity, namespaces } = caller.process;
    const mapped = namespaces.user.fromKernel("uid", stat.uid) !== undefined;
    if (!(identity.effective.has("CAP_CHOWN") && mapped)) return failed("EPERM");
    return mount.fileSystem.setAttributes(ino, owners.value);
  },
  getdents64: (caller, fd) => {
    const found = description(caller, fd, DirectoryDescription, "ENOTDIR");
    if (found.type === "failed") return found;
    const { mount, ino } = found.value.place;
    return mount.fileSystem.list(ino);
  },
};
