import test from "ava";
import fc from "fast-check";
import { identityMap, OVERFLOW_ID, UserNamespace } from "../../../../lib/containers/kernel/namespaces/user";

const first = () => new UserNamespace(1, undefined, 0, 0);
const powerful = { id: 0, mayMapOthers: true, ownerId: 0 };
const plain = { id: 1000, mayMapOthers: false, ownerId: 1000 };

const maps: [text: string, by: typeof powerful, outcome: string][] = [
  ["0 1000 1", plain, "done"],
  ["5 1000 1", plain, "done"],
  ["0 0 1", plain, "EPERM"],
  ["0 1000 2", plain, "EPERM"],
  ["0 100000 65536", plain, "EPERM"],
  ["0 100000 65536", powerful, "done"],
  ["0 100000 1000\n1000 200000 1000", powerful, "done"],
  ["0 100000 1000\n999 200000 1000", powerful, "EINVAL"],
  ["0 100000 1000\n1000 100999 1000", powerful, "EINVAL"],
  ["0 100000 0", powerful, "EINVAL"],
  ["0 100000", powerful, "EINVAL"],
  ["zero 0 1", powerful, "EINVAL"],
  ["", powerful, "EINVAL"],
];
for (const [text, by, outcome] of maps)
  test(`uid_map ${JSON.stringify(text)} by ${by === plain ? "user 1000" : "root"}: ${outcome}`, (t) => {
    const result = new UserNamespace(2, first(), by.ownerId, by.ownerId).writeMap("uid", text, by);
    t.is(result.type === "failed" ? result.error : "done", outcome);
  });

test("a map is written once", (t) => {
  const user = new UserNamespace(2, first(), 0, 0);
  t.is(user.writeMap("uid", "0 0 1", powerful).type, "done");
  t.deepEqual(user.writeMap("uid", "0 0 1", powerful), { type: "failed", error: "EPERM" });
});

test("groups are mapped by a plain user only after setgroups was given up", (t) => {
  const user = new UserNamespace(2, first(), 1000, 1000);
  t.deepEqual(user.writeMap("gid", "0 1000 1", plain), { type: "failed", error: "EPERM" });
  user.setgroups = "deny";
  t.is(user.writeMap("gid", "0 1000 1", plain).type, "done");
});

test("numbers go into the kernel and come back, through any depth; what is not mapped shows as nobody", (t) => {
  const range = fc.record({ inside: fc.nat(1000), outside: fc.nat(1000), count: fc.integer({ min: 1, max: 500 }) });
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 5 }), fc.nat(2000), (ranges, id) => {
      let user = first();
      t.is(user.uidMap, identityMap);
      let outside: number | undefined = id;
      for (const { inside, outside: from, count } of ranges) {
        const inner = new UserNamespace(2, user, 0, 0);
        if (inner.writeMap("uid", `${inside} ${from} ${count}`, powerful).type === "done") user = inner;
      }
      outside = user.toKernel("uid", id);
      if (outside !== undefined) t.is(user.fromKernel("uid", outside), id);
      const shown = user.show("uid", id);
      t.is(shown, user.fromKernel("uid", id) ?? OVERFLOW_ID);
      if (user.fromKernel("uid", id) !== undefined) t.is(user.toKernel("uid", shown), id);
    }),
    { seed: 9, numRuns: 300 },
  );
});
