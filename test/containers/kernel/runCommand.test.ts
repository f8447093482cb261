import test from "ava";
import { executableBytes, FileCalls, MemoryFileSystem, runCommand, standardPrograms } from "../../../lib/containers";

/** A small distribution: every standard program in /bin. */
function distribution(): MemoryFileSystem {
  const root = new MemoryFileSystem();
  const files = FileCalls.on(root);
  for (const directory of ["/bin", "/etc", "/tmp", "/proc", "/dev", "/home"]) files.mkdir(directory);
  files.chmod("/tmp", 0o1777);
  for (const program of Object.keys(standardPrograms)) {
    files.writeFile(`/bin/${program}`, executableBytes({ program, system: "linux", architecture: "amd64" }));
    files.chmod(`/bin/${program}`, 0o755);
  }
  return root;
}

const sh = (
  line: string,
  options: { readonly uid?: number; readonly directory?: string; readonly root?: MemoryFileSystem } = {},
) => runCommand({ root: distribution(), argv: ["sh", "-c", line], environment: { GREETING: "hello" }, ...options });

const lines: [line: string, stdout: string, exitCode: number][] = [
  ["echo a b", "a b\n", 0],
  ["echo 'a  b' \"$GREETING you\" \\$x", "a  b hello you $x\n", 0],
  ["false || echo no", "no\n", 0],
  ["true && false && echo never", "", 1],
  ["false; echo $?", "1\n", 0],
  ["exit 3", "", 3],
  ["X=1; echo $X", "1\n", 0],
  ["X='a b'; ls -d $X 2>/dev/null; echo ${X}c", "a bc\n", 0],
  ["Y=2 env | grep Y", "Y=2\n", 0],
  ["echo one > /tmp/f; echo two >> /tmp/f; cat < /tmp/f", "one\ntwo\n", 0],
  ["echo b > /tmp/b; echo a > /tmp/a; ls /tmp | wc -l", "2\n", 0],
  ["printf 'c\\nb\\na\\n' | sort | head -n 2", "a\nb\n", 0],
  ["printf '1\\n2\\n3\\n' | tail -1", "3\n", 0],
  ["nosuch", "", 127],
  ["nosuch 2>&1", "sh: 1: nosuch: not found\n", 127],
  ["cat /nosuch 2>&1", "cat: /nosuch: No such file or directory\n", 1],
  ["cat /etc 2>&1", "cat: /etc: Is a directory\n", 1],
  ["mkdir -p /a/b/c && touch /a/b/c/f && find /a", "/a\n/a/b\n/a/b/c\n/a/b/c/f\n", 0],
  ["mkdir /a; rm /a 2>&1; rm -r /a; ls /a 2>/dev/null", "rm: /a: Is a directory\n", 2],
  ["echo x > /tmp/x; cp /tmp/x /tmp/y; mv /tmp/y /tmp/z; cat /tmp/z; ls /tmp", "x\nx\nz\n", 0],
  ["ln -s /etc /e; readlink /e; ls -ld /e | grep -c '^l'", "/etc\n1\n", 0],
  ["echo x > /f; chmod 640 /f; chown 5:6 /f; stat -c '%a %u %g' /f", "640 5 6\n", 0],
  ["cd /etc; pwd; (cd /tmp; pwd); pwd", "/etc\n/tmp\n/etc\n", 0],
  ["echo x | tee /tmp/t | cat; cat /tmp/t", "x\nx\n", 0],
  ["test -d /etc && [ a = a ] && [ 1 -lt 2 ] && echo yes", "yes\n", 0],
  ["id; id -u; uname -r; uname", "uid=0 gid=0\n0\n6.1\nLinux\n", 0],
  ["hostname box; hostname", "box\n", 0],
  ["echo $$ > /dev/null; sleep 2; cat /proc/uptime | grep -c '^2[.]'", "1\n", 0],
  ["kill -9 999 2>&1", "kill: (999): No such process\n", 1],
  ["sh -c 'kill -TERM 3; sleep 1' ; echo $?", "143\n", 0],
  ["echo 'unfinished", "", 2],
  ["echo a && ", "", 2],
  ["sleep 1 & wait; echo done", "done\n", 0],
  ["touch /tmp/a.c /tmp/b.c /tmp/d.h; cd /tmp; echo *.c *.x", "a.c b.c *.x\n", 0],
  ["# nothing\necho a # b", "a\n", 0],
];
for (const [line, stdout, exitCode] of lines)
  test(`sh -c ${JSON.stringify(line)}`, (t) => {
    const result = sh(line);
    t.deepEqual([result.stdout, result.exitCode], [stdout, exitCode], result.stderr);
  });

test("changes stay in the file system that was given", (t) => {
  const root = distribution();
  sh("echo kept > /etc/kept", { root });
  t.is(sh("cat /etc/kept", { root }).stdout, "kept\n");
});

test("a plain user may not write where root may, and sees its own number", (t) => {
  const result = sh("id -u; echo x > /etc/x; echo x > /tmp/x && ls /tmp", { uid: 1000 });
  t.is(result.stdout, "1000\nx\n");
  t.is(result.stderr, "sh: 1: cannot create /etc/x: Permission denied\n");
});

test("it begins in the directory that was asked for", (t) => {
  t.is(sh("pwd", { directory: "/home" }).stdout, "/home\n");
  t.is(sh("pwd", { directory: "/nosuch" }).exitCode, 126);
});

test("a script runs by its first line, with arguments", (t) => {
  const root = distribution();
  const files = FileCalls.on(root);
  files.writeFile("/bin/greet", "#!/bin/sh\necho hello $1 from $0\n");
  files.chmod("/bin/greet", 0o755);
  t.is(runCommand({ root, argv: ["greet", "you"] }).stdout, "hello you from /bin/greet\n");
});

test("programs run as themselves, without a shell", (t) => {
  t.deepEqual(runCommand({ root: distribution(), argv: ["/bin/echo", "a", "$b"] }), {
    exitCode: 0,
    stdout: "a $b\n",
    stderr: "",
  });
});
