/** IPv4 addresses and prefixes. */

/** An address and how many of its leading bits name the network: "10.0.0.2/24". */
export interface Prefix {
  readonly address: string;
  /** 0 to 32. */
  readonly bits: number;
}

/** Four numbers from 0 to 255 with dots between them, as one number. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((number, part) => number * 256 + Number(part), 0);
}

/** Reads "10.0.0.2/24"; without a length it is 32. */
export function parsePrefix(text: string): Prefix | undefined {
  const [address = "", bits = "32"] = text.split("/");
  if (parseAddress(address) === undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
  return { address, bits: Number(bits) };
}

/** Whether an address lies in a network. */
export function contains({ address, bits }: Prefix, other: string): boolean {
  const size = 2 ** (32 - bits);
  const [a, b] = [parseAddress(address), parseAddress(other)];
  return a !== undefined && b !== undefined && Math.floor(a / size) === Math.floor(b / size);
}

/** "10.0.0.2/24". */
export function prefixText({ address, bits }: Prefix): string {
  return `${address}/${bits}`;
}
