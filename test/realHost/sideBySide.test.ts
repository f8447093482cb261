/** Where the kernel allows it, it answers as the models do. */
import test, { type ExecutionContext } from "ava";
import {
  type Allowed,
  kernelAllows,
  measureNice,
  measureQuota,
  type SideBySideRow,
  sideBySide,
} from "../../lib/realHost";

const rights = kernelAllows();

function isAllowed(t: ExecutionContext, allowed: Allowed, what: string): boolean {
  if (!allowed.allowed) {
    t.log(`Not checked: ${what} are not allowed here: ${allowed.reason}`);
    t.pass();
  }
  return allowed.allowed;
}

function different(rows: readonly SideBySideRow[]): readonly SideBySideRow[] {
  return rows.filter(({ model, reality }) => model !== reality);
}

test.serial("namespaces", async (t) => {
  if (isAllowed(t, (await rights).namespaces, "namespaces")) t.deepEqual(different(await sideBySide("namespaces")), []);
});

test.serial("overlay mounts", async (t) => {
  if (isAllowed(t, (await rights).overlay, "overlay mounts")) t.deepEqual(different(await sideBySide("overlay")), []);
});

test.serial("control groups: limits as in the model, shares in the same order", async (t) => {
  if (!isAllowed(t, (await rights).controlGroups, "control groups")) return;
  const rows = await sideBySide("control groups", { seconds: 0.5 });
  t.deepEqual(
    different(rows).filter(({ what }) => !what.startsWith("CPU for")),
    [],
  );
  const shares = rows[0]!.reality.split(" ").map(Number.parseFloat);
  t.is(shares.length, 4);
  for (const [at, share] of shares.entries()) t.true(at === 0 || share > shares[at - 1]!);
});

test.serial("nice values and quotas", async (t) => {
  if (!isAllowed(t, (await rights).controlGroups, "control groups")) return;
  const [more, less] = await measureNice([0, 5], { seconds: 0.3 });
  t.true(more! > less!);
  const { share, throttled } = await measureQuota(20_000, { seconds: 0.5 });
  t.true(share < 0.3 && throttled > 0);
});

test.serial("what is not possible is told in every row", async (t) => {
  const { platform } = process;
  Object.defineProperty(process, "platform", { value: "plan9" });
  try {
    const rows = await sideBySide("namespaces");
    t.true(rows.every(({ reality }) => reality === "not allowed here: this is plan9, not Linux"));
  } finally {
    Object.defineProperty(process, "platform", { value: platform });
  }
});
