import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { ZmqClient } from "../../../lib/notebook/zmq/client";
import { execute } from "../kernel/client";
import { DEFECTS, layOut } from "./defects";

// A kernel that has lost its way does not answer, so its failure is that nothing comes. Ours gets as long as it needs.
const STOCK_MILLISECONDS = 2500;

const root = fs.mkdtempSync(path.join(os.tmpdir(), "strata-defects-"));
const folder = layOut(root);
test.after.always(() => fs.rmSync(root, { recursive: true, force: true }));

test.serial("every defect of stock tslab is mended here", async (t) => {
  const client = await ZmqClient.start("strata", folder);
  t.teardown(() => client.close());
  for (const { title, check } of DEFECTS) await t.notThrowsAsync(check(client, folder), title);
});

test.serial("Node's types are found from a folder that has none, wherever npm has put them", async (t) => {
  const client = await ZmqClient.start("strata", folder);
  t.teardown(() => client.close());
  const { reply } = await execute(
    client,
    'import fs from "node:fs"; const text: string = fs.readFileSync("../../above.ts", "utf8");',
  );
  t.is(reply["status"], "ok");
});

/** Waits until the kernel runs cells again: stock tslab aborts all that comes within 200 ms of an error. */
async function settled(client: ZmqClient): Promise<boolean> {
  while ((await execute(client, "0")).reply["status"] !== "ok");
  return true;
}

test.serial("every one of them is there in stock tslab, so each check can fail", async (t) => {
  let client = await ZmqClient.start("tslab", folder);
  t.teardown(() => client.close());
  for (const { title, check } of DEFECTS) {
    const held = await client.within(
      STOCK_MILLISECONDS,
      check(client, folder).then(
        () => true,
        () => false,
      ),
    );
    t.not(held, true, title);
    if (held !== undefined && (await client.within(STOCK_MILLISECONDS, settled(client)))) continue;
    await client.close();
    client = await ZmqClient.start("tslab", folder);
  }
});
