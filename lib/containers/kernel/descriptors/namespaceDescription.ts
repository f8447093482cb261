/** A namespace that a process has open: it lives on while this is open, and `setns` joins it. */
import type { Namespace } from "../namespaces/namespace";
import { Description } from "./description";

export class NamespaceDescription extends Description {
  constructor(readonly namespace: Namespace) {
    super();
  }
}
