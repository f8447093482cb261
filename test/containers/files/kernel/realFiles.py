"""Runs sequences of file operations on the real kernel, in a mount namespace of its own.

Reads one sequence a line as JSON, and answers each with a line: what every operation gave, the merged tree, the upper layer. Needs root.
The first line that it writes tells the kernel's version and settings, or why it cannot run.
"""
import ctypes
import errno
import json
import os
import stat
import sys
import tempfile

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS, MS_REC, MS_PRIVATE, MNT_DETACH = 0x20000, 16384, 1 << 18, 2
TYPES = {
    stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "symlink", stat.S_IFCHR: "character",
    stat.S_IFBLK: "block", stat.S_IFIFO: "fifo", stat.S_IFSOCK: "socket",
}
FORMATS = {name: number for number, name in TYPES.items()}
BOOKKEEPING = ("overlay.origin", "overlay.impure", "overlay.uuid", "overlay.nlink", "overlay.upper")
USER, GROUP, OTHER_GROUP = 1000, 1000, 2000


def check(result):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def mount(what, where, kind, options=""):
    check(libc.mount(what.encode(), where.encode(), kind.encode(), 0, options.encode()))


def describe(path, follow=False):
    one = os.stat(path, follow_symlinks=follow)
    kind = TYPES[stat.S_IFMT(one.st_mode)]
    # All whiteouts are names of one inode, to save inodes; how many there are says nothing of a file.
    links = 1 if kind == "character" and one.st_rdev == 0 else one.st_nlink
    words = [kind, oct(stat.S_IMODE(one.st_mode))[2:], str(one.st_uid), str(one.st_gid), str(links)]
    if kind != "directory":
        words.append(str(one.st_size))
    if kind in ("character", "block"):
        words.append(f"{os.major(one.st_rdev)}:{os.minor(one.st_rdev)}")
    return " ".join(words)


def attributes(path):
    names = [name for name in os.listxattr(path, follow_symlinks=False) if not name.endswith(BOOKKEEPING)]
    return " ".join(f"{name}={os.getxattr(path, name, follow_symlinks=False).decode()}" for name in sorted(names))


def tree(path="/", into=None):
    into = {} if into is None else into
    try:
        line = describe(path)
    except OSError as error:
        into[path] = errno.errorcode[error.errno]
        return into
    kind = line.split()[0]
    if kind == "symlink":
        line += " -> " + os.readlink(path)
    if kind == "file":
        line += " " + json.dumps(read(path))
    extra = attributes(path)
    into[path] = line + (" " + extra if extra else "")
    if kind == "directory":
        for name in sorted(os.listdir(path)):
            tree(os.path.join(path, name), into)
    return into


def read(path):
    with open(path, "rb") as file:
        return file.read().decode()


def opened(path, flags, mode=0o666):
    """Opens; whether a pipe has a reader, and a device a driver, is no business of a file system."""
    try:
        return os.open(path, flags | os.O_NONBLOCK, mode)
    except OSError as error:
        if error.errno != errno.ENXIO or stat.S_ISSOCK(os.stat(path).st_mode):
            raise
        return os.open("/", os.O_RDONLY)


def write(path, flags, mode, at, text):
    file = opened(path, flags, mode)
    try:
        if text:
            if stat.S_ISREG(os.fstat(file).st_mode):
                os.pwrite(file, text.encode(), at)
    finally:
        os.close(file)


class Runner:
    def __init__(self):
        self.held = {}

    def run(self, operation):
        who, name, *args = operation
        try:
            if who:
                os.setgroups([OTHER_GROUP])
                os.setegid(GROUP)
                os.seteuid(USER)
            value = getattr(self, name)(*args)
            return "ok" if value is None else value
        except OSError as error:
            return "EOPNOTSUPP" if error.errno == errno.EOPNOTSUPP else errno.errorcode[error.errno]
        finally:
            if who:
                os.seteuid(0)
                os.setegid(0)
                os.setgroups([])

    def mkdir(self, path, mode): os.mkdir(path, mode)
    def rmdir(self, path): os.rmdir(path)
    def unlink(self, path): os.unlink(path)
    def link(self, source, target): os.link(source, target, follow_symlinks=False)
    def symlink(self, target, path): os.symlink(target, path)
    def chmod(self, path, mode): os.chmod(path, mode)
    def chown(self, path, uid, gid): os.chown(path, uid, gid)
    def lchown(self, path, uid, gid): os.lchown(path, uid, gid)
    def truncate(self, path, size): os.truncate(path, size)
    def mknod(self, path, kind, mode, major, minor): os.mknod(path, FORMATS[kind] | mode, os.makedev(major, minor))
    def write(self, path, flags, mode, at, text): write(path, flags, mode, at, text)
    def read(self, path): return read(path) if stat.S_ISREG(os.stat(path).st_mode) else None
    def readlink(self, path): return os.readlink(path)
    def stat(self, path): return describe(path, True)
    def lstat(self, path): return describe(path)
    def list(self, path): return " ".join(sorted(os.listdir(path)))
    def setx(self, path, name, value, mode): os.setxattr(path, name, value.encode(), mode)
    def getx(self, path, name): return os.getxattr(path, name).decode()
    def removex(self, path, name): os.removexattr(path, name)
    def access(self, path, asked): return "yes" if os.access(path, asked, effective_ids=True) else "no"

    def listx(self, path):
        return " ".join(sorted(name for name in os.listxattr(path) if not name.endswith(BOOKKEEPING)))

    def rename(self, source, target, flags):
        check(libc.renameat2(-100, os.fsencode(source), -100, os.fsencode(target), flags))

    def hold(self, path):
        file = opened(path, os.O_RDONLY)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
        else:
            if "held" in self.held:
                os.close(self.held.pop("held"))
            self.held["held"] = file

    def readheld(self):
        return os.pread(self.held["held"], 1 << 16, 0).decode() if "held" in self.held else None

    def close(self):
        for file in self.held.values():
            os.close(file)


def inside(directory, work):
    outside = os.open("/", os.O_RDONLY)
    here = os.open(directory, os.O_RDONLY)
    os.fchdir(here)
    os.chroot(".")
    runner = Runner()
    try:
        return work(runner)
    finally:
        runner.close()
        os.fchdir(outside)
        os.chroot(".")
        os.close(here)
        os.close(outside)


def sequence(base, one):
    mount("tmpfs", base, "tmpfs", "mode=755")
    try:
        folders = [f"{base}/l{at}" for at in range(len(one["layers"]))]
        for folder in [*folders, f"{base}/u", f"{base}/w", f"{base}/m"]:
            os.mkdir(folder)
        built = [inside(folder, lambda runner, made=made: [runner.run(op) for op in made])
                 for folder, made in zip(folders, one["layers"])]
        place = f"{base}/u"
        if one["layers"]:
            place = f"{base}/m"
            options = "lowerdir=" + ":".join(folders)
            if one["upper"]:
                options += f",upperdir={base}/u,workdir={base}/w"
            mount("overlay", place, "overlay", options + one["options"])
        try:
            results = inside(place, lambda runner: [runner.run(op) for op in one["operations"]])
            merged = inside(place, lambda runner: tree())
        finally:
            if one["layers"]:
                check(libc.umount2(place.encode(), MNT_DETACH))
        layers = [inside(folder, lambda runner: tree()) for folder in [f"{base}/u", *folders]]
        return {"built": built, "results": results, "merged": merged, "layers": layers}
    finally:
        check(libc.umount2(base.encode(), MNT_DETACH))


def setting(name):
    with open(f"/proc/sys/fs/protected_{name}") as file:
        return int(file.read())


def main():
    os.umask(0o22)
    base = tempfile.mkdtemp()
    try:
        check(libc.unshare(CLONE_NEWNS))
        check(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
        sequence(base, {"layers": [[]], "upper": True, "options": "", "operations": []})
    except OSError as error:
        print(json.dumps({"refused": f"{error.strerror}"}), flush=True)
        os.rmdir(base)
        return
    protected = {name: setting(name) for name in ("hardlinks", "symlinks")}
    print(json.dumps({"kernel": os.uname().release.split("-")[0], "protected": protected}), flush=True)
    for line in sys.stdin:
        print(json.dumps(sequence(base, json.loads(line))), flush=True)
    os.rmdir(base)


main()
