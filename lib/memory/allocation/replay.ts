/**
 * Runs VMs through an allocator. A VM that is refused goes away, and does not leave a second time.
 *
 * @packageDocumentation
 */
import type { FrameAllocator, Placed, Refused } from "./contiguousAllocator";
import type { VmEvent } from "./traffic";

/** An event, and what the allocator answered to an arrival. */
export interface Replayed {
  readonly event: VmEvent;
  /** `undefined` when a VM leaves. */
  readonly result: Placed | Refused | undefined;
}

/** Lets every VM that was placed arrive and leave; those that were refused do not leave. */
export function* replay(allocator: FrameAllocator, events: readonly VmEvent[]): Generator<Replayed> {
  const runs = new Set<number>();
  for (const event of events) {
    if (event.type === "arrive") {
      const result = allocator.allocate(String(event.vm), event.frames);
      if (result.type === "placed") runs.add(event.vm);
      yield { event, result };
    } else if (runs.delete(event.vm)) {
      allocator.free(String(event.vm));
      yield { event, result: undefined };
    }
  }
}
