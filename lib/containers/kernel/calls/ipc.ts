/** System V shared memory and message queues of the caller's IPC namespace. */
import { done, failed } from "../../result";
import { sleepOn } from "../processes/waitQueue";
import type { MemoryRequests } from "../program";
import type { Handlers } from "./caller";

export const ipcHandlers: Handlers<Omit<MemoryRequests, "mmap" | "munmap" | "load" | "store">> = {
  shmget: ({ process }, key, size, create) => process.namespaces.ipc.segment(key, size, create === "IPC_CREAT"),
  shmat: ({ process }, id) => {
    const segment = process.namespaces.ipc.getSegment(id);
    return segment === undefined ? failed("EINVAL") : done(process.memory.map(segment.size, segment));
  },
  shmdt: ({ process }, address) => {
    const length = process.memory.lengthAt(address);
    if (length === undefined) return failed("EINVAL");
    process.memory.unmap(address, length);
    return done();
  },
  shmctl: ({ process }, id) => process.namespaces.ipc.removeSegment(id),
  msgget: ({ process }, key, create) => process.namespaces.ipc.queue(key, create === "IPC_CREAT"),
  msgsnd: ({ process }, id, text) => {
    const queue = process.namespaces.ipc.getQueue(id);
    if (queue === undefined) return failed("EINVAL");
    queue.messages.push(text);
    queue.readable.wake();
    return done();
  },
  msgrcv: ({ process }, id, wait) => {
    const queue = process.namespaces.ipc.getQueue(id);
    if (queue === undefined) return failed("EINVAL");
    const text = queue.messages.shift();
    if (text !== undefined) return done(text);
    return wait === "IPC_NOWAIT" ? failed("ENOMSG") : sleepOn(queue.readable);
  },
};
