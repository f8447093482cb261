import test from "ava";
import fc from "fast-check";
import { Heap, type HeapItem, NOWHERE } from "../../../lib/containers/scheduling/heap";

test("a heap gives what a sorted list gives, whatever is added, moved and taken away", (t) => {
  const step = fc.record({
    type: fc.constantFrom("push", "push", "pop", "remove", "move"),
    at: fc.nat(40),
    key: fc.integer({ min: 0, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
      const heap = new Heap<HeapItem>();
      let list: { item: HeapItem; key: number }[] = [];
      for (const [serial, { type, at, key }] of steps.entries()) {
        const chosen = list[at % Math.max(1, list.length)];
        if (type === "push") {
          const item = { place: NOWHERE, serial };
          heap.push(item, key);
          list.push({ item, key });
        } else if (type === "pop") t.is(heap.pop(), list.shift()?.item);
        else if (chosen !== undefined && type === "remove") {
          heap.remove(chosen.item);
          t.is(chosen.item.place, NOWHERE);
          list = list.filter((one) => one !== chosen);
        } else if (chosen !== undefined) {
          heap.move(chosen.item, key);
          chosen.key = key;
        }
        list.sort((a, b) => a.key - b.key || a.item.serial - b.item.serial);
        t.deepEqual([heap.size, heap.first, heap.firstKey], [list.length, list[0]?.item, list[0]?.key ?? Infinity]);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
  t.pass();
});
