/**
 * Who may use the server. It can run any program of the user's, so a page from elsewhere in the same browser must not reach it.
 *
 * ```text
 * Host names this machine? ──> Origin, if sent with a change or a WebSocket, is this server? ──> token in header, query or cookie?
 * ```
 *
 * The Host check stops DNS rebinding; the Origin check stops other sites, other ports of this machine included, for which the cookie
 * counts as same-site.
 *
 * Source: Project Jupyter, jupyter_server: "Security in the Jupyter Server"; RFC 6265bis, "SameSite".
 *
 * @packageDocumentation
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { hostname, networkInterfaces } from "node:os";
import type { FastifyReply, FastifyRequest } from "fastify";
import { HttpError } from "./httpError";

/** What requests are checked against. */
export interface Gate {
  readonly token: string;
  /** The address that the server was told to listen on. */
  readonly host: string;
  /** Known once the server listens. */
  port(): number;
}

/**
 * Lets a request pass or answers it: a page that comes with the token in its address is sent on without, with a cookie instead.
 *
 * @throws {@link HttpError} 403 if the request is not to be trusted.
 */
export async function checkRequest(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  setHeaders(request, reply);
  checkHost(gate, request);
  checkOrigin(request);
  const { pathname, searchParams } = addressOf(request);
  if (isPublic(pathname)) return undefined;
  if (sameToken(searchParams.get("token"), gate.token)) {
    if (!isPage(request, pathname)) return undefined;
    searchParams.delete("token");
    const query = searchParams.size > 0 ? `?${searchParams.toString()}` : "";
    return reply.header("set-cookie", cookieOf(gate)).redirect(`${pathname}${query}`);
  }
  if (sameToken(tokenInHeader(request), gate.token) || sameToken(tokenInCookie(gate, request), gate.token)) {
    return undefined;
  }
  throw new HttpError(403, "Forbidden: expected the server's token. Open the address that was printed at the start.");
}

/** The path and query of a request, as the router reads them. */
export function addressOf(request: FastifyRequest): { pathname: string; searchParams: URLSearchParams } {
  const [path = "/", ...query] = request.raw.url?.split("?") ?? [];
  // A second slash at the start would make the redirect lead to another host.
  return { pathname: path.replace(/^[/\\]+/, "/"), searchParams: new URLSearchParams(query.join("?")) };
}

/** Whether a request is for a page that a person looks at, not for the API. */
export function isPage(request: FastifyRequest, pathname: string): boolean {
  return request.method === "GET" && !request.ws && !/^\/(api|files|static|kernelspecs|lab\/api)(\/|$)/.test(pathname);
}

/** Files that are the same in every installation, and the question whether a server is there. */
function isPublic(pathname: string): boolean {
  const plain = !pathname.includes("%") && !pathname.includes("..");
  return plain && (pathname.startsWith("/static/") || pathname === "/favicon.ico" || pathname === "/api");
}

function checkHost(gate: Gate, request: FastifyRequest): void {
  const name = hostnameOf(request.headers.host ?? "");
  if (name === undefined || !namesOf(gate.host).has(name)) {
    throw new HttpError(
      403,
      `Forbidden: this server does not go by the name ${JSON.stringify(request.headers.host ?? "")}.`,
    );
  }
}

function hostnameOf(host: string): string | undefined {
  const found = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d+)?$/i.exec(host);
  return found?.[1]?.toLowerCase();
}

/** The names under which a server on `host` may be asked for. */
function namesOf(host: string): ReadonlySet<string> {
  const names = ["localhost", "127.0.0.1", "[::1]", host.includes(":") ? `[${host}]` : host.toLowerCase()];
  if (host === "0.0.0.0" || host === "::") {
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    names.push(hostname().toLowerCase());
    names.push(...addresses.map(({ address }) => (address.includes(":") ? `[${address}]` : address)));
  }
  return new Set(names);
}

/** Programs send no Origin; browsers send one with every change and every WebSocket. */
function checkOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  const changes = request.ws || !["GET", "HEAD", "OPTIONS"].includes(request.method);
  const foreign =
    request.headers["sec-fetch-site"] === "cross-site" || request.headers["sec-fetch-site"] === "same-site";
  if (!changes || (origin === undefined && !foreign)) return;
  const own = [`http://${request.headers.host ?? ""}`, `https://${request.headers.host ?? ""}`];
  if (foreign || !own.includes(origin ?? "")) {
    throw new HttpError(403, `Forbidden: the request comes from another site, ${origin ?? "unnamed"}.`);
  }
}

function tokenInHeader(request: FastifyRequest): string | null {
  return /^(?:token|bearer)\s+(\S+)\s*$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

function tokenInCookie(gate: Gate, request: FastifyRequest): string | null {
  const start = `${cookieName(gate)}=`;
  const found = (request.headers.cookie ?? "").split(/;\s*/).find((part) => part.startsWith(start));
  return found?.slice(start.length) ?? null;
}

/** Cookies know no ports: servers on two ports would take each other's away. */
function cookieName(gate: Gate): string {
  return `strata-token-${gate.port()}`;
}

function cookieOf(gate: Gate): string {
  return `${cookieName(gate)}=${gate.token}; Path=/; HttpOnly; SameSite=Strict`;
}

/** Takes as long for a token that is nearly right as for any other. */
function sameToken(given: string | null, token: string): boolean {
  if (given === null) return false;
  const [a, b] = [given, token].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(a!, b!);
}

function setHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    "content-security-policy": policy(request.headers.host ?? ""),
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  // What the API answers is about now; files of the front end say themselves how long they last.
  if (!/^\/(static|lab\/api\/themes)\//.test(request.url)) reply.header("cache-control", "no-store");
}

/**
 * No part of the page comes from, or tells anything to, another host. Script in outputs that the user made is let run, as Jupyter does;
 * what the user did not make is cleaned before it is shown. Lab compiles its JSON schemas with `eval`.
 */
function policy(host: string): string {
  const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : "";
  return [
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' data: blob:",
    "object-src 'self' blob:",
    "frame-src 'self' blob: data:",
    "worker-src 'self' blob:",
    `connect-src 'self' data: blob:${sockets}`,
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join("; ");
}
