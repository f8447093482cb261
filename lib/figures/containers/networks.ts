/** Networks and what joins them: interfaces, veth pairs, a bridge. */
import type { NetworkRow } from "../../containers";
import type { Figure, Trace } from "../figure";
import { hiddenAxis, layout, words } from "../layout";
import { palette, tint } from "../palette";

type Link = NetworkRow["links"][number];

interface Spot {
  readonly network: NetworkRow;
  readonly link: Link;
  readonly x: number;
  readonly y: number;
}

/**
 * Draws the host's interfaces above, and each container's below.
 *
 * @param networks - the host's first
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const kernel = new containers.Kernel({ hostname: "host" });
 * assert.match(figures.networksFigure(containers.networkRows(kernel)).sentence, /host: lo 127.0.0.1\/8/);
 * ```
 */
export function networksFigure(networks: readonly NetworkRow[]): Figure {
  const spots = placeAll(networks);
  const pairs = spots.filter(({ network, link }) => network === networks[0] && link.peer !== undefined).length;
  const stories = networks.map(({ name, links, ports }) => {
    const interfaces = links.map((link) => [link.name, ...link.addresses].join(" ")).join(", ");
    return `${name}: ${interfaces}${ports.length === 0 ? "" : `; port ${ports.join(", ")}`}`;
  });
  return {
    data: [
      ...wires(spots),
      boxes(spots, (spot) => spot.network === networks[0], palette.host, "the host's"),
      boxes(spots, (spot) => spot.network !== networks[0], palette.guest, "a container's own"),
      words(
        spots.map(({ link, x, y }) => ({ x, y: y + 0.08, text: link.name })),
        12,
      ),
      words(
        spots.map(({ link, x, y }) => ({ x, y: y - 0.1, text: link.addresses[0] ?? "" })),
        11,
      ),
      words(networks.map((network, at) => ({ ...headingOf(spots, network, at), text: heading(network) }))),
    ],
    layout: layout(`${networks.length} networks with a loopback interface each, joined by ${pairs} veth pairs`, {
      xaxis: hiddenAxis([-0.8, Math.max(...spots.map(({ x }) => x)) + 0.8]),
      yaxis: hiddenAxis([-0.65, 2.65]),
      height: 560,
      legend: { orientation: "h", x: 0, y: -0.02 },
    }),
    sentence: `Interfaces – ${stories.join(". ")}.`,
  };
}

function heading({ name, ports }: NetworkRow): string {
  return ports.length === 0 ? name : `${name}, port ${ports.join(", ")}`;
}

/** Containers side by side below; above each veth end its other end, and the bridge above the middle of its ports. */
function placeAll([host, ...others]: readonly NetworkRow[]): Spot[] {
  const inner = others.flatMap((network, at) =>
    network.links.map((link, place): Spot => ({ network, link, x: at * 2.8 + place * 1.3, y: 0 })),
  );
  if (host === undefined) return inner;
  const ports = host.links.map((link) => inner.find(({ network, link: { name } }) => isPeer(link, network, name))?.x);
  const xOf = (link: Link, at: number): number => {
    const own = ports[at];
    if (own !== undefined) return own;
    const plugged = ports.filter((x, port) => x !== undefined && host.links[port]!.master === link.name) as number[];
    return plugged.length === 0 ? at * 1.3 : plugged.reduce((sum, x) => sum + x, 0) / plugged.length;
  };
  const outer = host.links.map((link, at): Spot => {
    return { network: host, link, x: xOf(link, at), y: link.kind === "bridge" || link.kind === "loopback" ? 2 : 1 };
  });
  return [...outer, ...inner];
}

function isPeer({ peer }: Link, network: NetworkRow, name: string): boolean {
  return peer?.namespace === network.namespace && peer.name === name;
}

function headingOf(
  spots: readonly Spot[],
  network: NetworkRow,
  at: number,
): { readonly x: number; readonly y: number } {
  const own = spots.filter((spot) => spot.network === network);
  const middle = own.reduce((sum, { x }) => sum + x, 0) / own.length;
  return { x: at === 0 ? own[0]!.x : middle, y: at === 0 ? 2.45 : -0.45 };
}

/** Lines along veth pairs, and from ports of a bridge to the bridge. */
function wires(spots: readonly Spot[]): Trace[] {
  return spots.flatMap((spot) => {
    const { link, network } = spot;
    const peer = spots.find((one) => isPeer(link, one.network, one.link.name) && one.y < spot.y);
    const bridge = spots.find((one) => one.network === network && one.link.name === link.master);
    return [...(peer === undefined ? [] : [line(spot, peer)]), ...(bridge === undefined ? [] : [line(bridge, spot)])];
  });
}

/** From the lower edge of one box to the upper edge of the other. */
function line(from: Spot, to: Spot): Trace {
  return {
    type: "scatter",
    mode: "lines",
    x: [from.x, to.x],
    y: [from.y - 0.31, to.y + 0.31],
    line: { color: palette.ink, width: 2 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function boxes(spots: readonly Spot[], isOne: (spot: Spot) => boolean, colour: string, name: string): Trace {
  const own = spots.filter(isOne);
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: own.map(({ x }) => x),
    y: own.map(({ y }) => y),
    marker: { symbol: "square", size: 64, color: tint(colour, 0.35), line: { color: colour, width: 2 } },
    hovertext: own.map(({ link }) => `${link.name} (${link.kind}, ${link.isUp ? "up" : "down"})`),
    hoverinfo: "text",
    cliponaxis: false,
  };
}
