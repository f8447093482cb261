/**
 * Hosts in an order of preference, in which the first that can take a VM is found without asking each.
 *
 * ```text
 *  shelf by what is left of the first resource      each shelf: a search tree in order of the key; its nodes carry the most
 *                                                    that any host below has left of each resource
 *  0 .. 1/256   [ . ]
 *       ...                                                   host 4, key 0.5, most [9, 40]
 *  7/8 .. 15/16 [ . ]                                        /                             \
 *  15/16 .. 1   [ . ]                          host 0, key 0.2, most [3, 40]      host 2, key 0.8, most [9, 24]
 * ```
 *
 * A branch whose "most" is too small is passed over at once. With one resource that suffices. With two a branch can promise too
 * much: the 9 and the 40 above are of different hosts. On a shelf above the VM's own every host has enough of the first resource,
 * so there the second alone decides; and on its own, few hosts have hardly too little.
 *
 * Balance comes from a fixed number a host, hashed from its index: a parent's is above its children's.
 *
 * @see C. R. Aragon, R. G. Seidel, "Randomized search trees" (1989), on treaps
 *
 * @packageDocumentation
 */
import type { HostState } from "./hostState";
import type { Resources } from "./placement";

const none = -1;

/** Eight shelves for each halving of what is left, down to 1/256 of the largest host. */
const shelves = 64;
const bits = new DataView(new ArrayBuffer(8));

/** Finds the first host in the order of a key on which a VM fits. */
export class OrderedHosts {
  readonly #state: HostState;
  readonly #key: Float64Array;
  readonly #rank: Int32Array;
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  readonly #most: Float64Array;
  readonly #roots = new Int32Array(shelves).fill(none);
  readonly #shelfOf: Uint8Array;

  /** An empty order of hosts of `state`. */
  constructor(state: HostState) {
    this.#state = state;
    this.#key = new Float64Array(state.count);
    this.#rank = Int32Array.from({ length: state.count }, (_, host) => scatter(host));
    this.#before = new Int32Array(state.count).fill(none);
    this.#after = new Int32Array(state.count).fill(none);
    this.#most = new Float64Array(state.count * state.resources);
    this.#shelfOf = new Uint8Array(state.count);
  }

  /** Brings a host in, that is not in yet; the smaller its key, the sooner it is found. */
  insert(host: number, key: number): void {
    const shelf = this.#shelf(this.#state.left[host * this.#state.resources]!);
    this.#shelfOf[host] = shelf;
    this.#key[host] = key;
    this.#before[host] = this.#after[host] = none;
    this.#roots[shelf] = this.#insert(this.#roots[shelf]!, host);
  }

  /** Takes a host out, that is in. */
  remove(host: number): void {
    const shelf = this.#shelfOf[host]!;
    this.#roots[shelf] = this.#remove(this.#roots[shelf]!, host);
  }

  /** The first host whose key is at least `least` and on which a VM fits; -1 if there is none. Equal keys go by index. */
  first(vm: Resources, least: number): number {
    if (this.#state.count === 0) return none;
    const own = this.#shelf(vm[0]!);
    let best = none;
    for (let shelf = own + 1; shelf < shelves; shelf++) best = this.#first(this.#roots[shelf]!, vm, least, best);
    // The VM's own shelf comes last: there branches promise too much, and by now few are worth a look.
    return this.#first(this.#roots[own]!, vm, least, best);
  }

  /** Monotonous: what needs more is never on a lower shelf. */
  #shelf(amount: number): number {
    // The exponent and three more bits of a floating-point number: a logarithm without rounding.
    bits.setFloat64(0, Math.min(1, amount / this.#state.largest[0]!));
    return Math.max(0, shelves - 1 - ((1023 << 3) - (bits.getInt32(0) >> 17)));
  }

  /** The first host below a node that fits and comes before `best`; otherwise `best`. */
  #first(node: number, vm: Resources, least: number, best: number): number {
    while (node !== none && this.#mayFit(vm, node)) {
      const comesBefore = best === none || this.#isBefore(node, best);
      if (this.#key[node]! >= least) {
        const earlier = this.#first(this.#before[node]!, vm, least, best);
        if (earlier !== best) return earlier;
        if (comesBefore && this.#state.fits(vm, node)) return node;
      }
      if (!comesBefore) return best;
      node = this.#after[node]!;
    }
    return best;
  }

  #mayFit(vm: Resources, node: number): boolean {
    const resources = this.#state.resources;
    for (let r = 0; r < resources; r++) if (vm[r]! > this.#most[node * resources + r]!) return false;
    return true;
  }

  #insert(node: number, host: number): number {
    if (node === none) return this.#join(host);
    if (this.#rank[host]! > this.#rank[node]!) {
      this.#split(node, host);
      return this.#join(host);
    }
    if (this.#isBefore(host, node)) this.#before[node] = this.#insert(this.#before[node]!, host);
    else this.#after[node] = this.#insert(this.#after[node]!, host);
    return this.#join(node);
  }

  /** Parts the tree at `node` into what is before `host` and what is after; both become the host's children. */
  #split(node: number, host: number): void {
    if (node === none) {
      this.#before[host] = this.#after[host] = none;
    } else if (this.#isBefore(node, host)) {
      this.#split(this.#after[node]!, host);
      this.#after[node] = this.#before[host]!;
      this.#before[host] = this.#join(node);
    } else {
      this.#split(this.#before[node]!, host);
      this.#before[node] = this.#after[host]!;
      this.#after[host] = this.#join(node);
    }
  }

  #remove(node: number, host: number): number {
    if (node === host) return this.#merge(this.#before[node]!, this.#after[node]!);
    if (this.#isBefore(host, node)) this.#before[node] = this.#remove(this.#before[node]!, host);
    else this.#after[node] = this.#remove(this.#after[node]!, host);
    return this.#join(node);
  }

  #merge(one: number, other: number): number {
    if (one === none) return other;
    if (other === none) return one;
    if (this.#rank[one]! > this.#rank[other]!) {
      this.#after[one] = this.#merge(this.#after[one]!, other);
      return this.#join(one);
    }
    this.#before[other] = this.#merge(one, this.#before[other]!);
    return this.#join(other);
  }

  #isBefore(one: number, other: number): boolean {
    const difference = this.#key[one]! - this.#key[other]!;
    return difference < 0 || (difference === 0 && one < other);
  }

  /** Renews what a node says of its branch. */
  #join(node: number): number {
    const { resources, left } = this.#state;
    const [before, after] = [this.#before[node]!, this.#after[node]!];
    for (let r = 0; r < resources; r++) {
      let most = left[node * resources + r]!;
      if (before !== none) most = Math.max(most, this.#most[before * resources + r]!);
      if (after !== none) most = Math.max(most, this.#most[after * resources + r]!);
      this.#most[node * resources + r] = most;
    }
    return node;
  }
}

/** Spreads whole numbers over 32 bits: the last step of MurmurHash3. */
function scatter(value: number): number {
  let bits = value + 1;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
