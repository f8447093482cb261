/* eslint-disable @typescript-eslint/require-await -- handlers are async, whether they wait or not */
import test from "ava";
import * as cloud from "../../../lib/cloud";
import { DomainError } from "../../../lib/errors";

const events = [1, 2, 1, 3, 1];

const stateless: Record<string, cloud.Code<number>> = {
  pure: () => async (n) => n * n,
  "a count in the store":
    () =>
    async (n, { store }) =>
      store.update<number>("sum", (sum = 0) => sum + n),
  "chance and time of the platform": () => async (_n, context) => {
    await context.sleep(1);
    return [context.random.next(), context.now()];
  },
  "a cache that only saves work": () => {
    const squares = new Map<number, number>();
    return async (n) => {
      if (!squares.has(n)) squares.set(n, n * n);
      return squares.get(n);
    };
  },
  "always throws the same": () => async () => {
    throw new Error("no");
  },
};

for (const [name, code] of Object.entries(stateless)) {
  test(`passes: ${name}`, async (t) => {
    const { isStateless, text, tried } = await cloud.checkStateless(code, events);
    t.true(isStateless, text);
    t.is(tried, 25);
  });
}

let outside = 0;
const stateful: Record<string, { code: cloud.Code<number>; where: string; request: number }> = {
  "a count in the instance": {
    code: () => {
      let count = 0;
      return async () => ++count;
    },
    where: "instance",
    request: 1,
  },
  "a sum of which only the store tells": {
    code: () => {
      let sum = 0;
      return async (n, { store }) => {
        sum += n;
        await store.set("sum", sum);
      };
    },
    where: "instance",
    request: 1,
  },
  "something seen before": {
    code: () => {
      const seen = new Set<number>();
      return async (n) => seen.size === seen.add(n).size;
    },
    where: "instance",
    request: 2,
  },
  "works once": {
    code: () => {
      let isUsed = false;
      return async (n) => {
        if (isUsed) throw new Error("used up");
        isUsed = true;
        return n;
      };
    },
    where: "instance",
    request: 1,
  },
  "a variable outside": { code: () => async (n) => (outside += n), where: "outside", request: 0 },
};

for (const [name, { code, where, request }] of Object.entries(stateful)) {
  test(`catches and explains: ${name}`, async (t) => {
    const { isStateless, finding, text } = await cloud.checkStateless(code, events);
    t.false(isStateless);
    t.like(finding, { where, request });
    t.not(finding!.expected, finding!.got);
    t.true(text.includes(finding!.got) && text.includes(`Request ${request}`));
  });
}

test("an event that a handler changes is its own copy", async (t) => {
  const greedy: cloud.Code<{ n: number }> = () => async (event) => ++event.n;
  t.true((await cloud.checkStateless(greedy, [{ n: 1 }, { n: 1 }])).isStateless);
});

test("refuses to judge by one request", async (t) => {
  await t.throwsAsync(
    cloud.checkStateless(() => async () => 1, [1]),
    { instanceOf: DomainError },
  );
});
