/**
 * The four ways of the lecture's grade sheet, with numbers to begin with. What is not a fact of the model's definition is an
 * assumption, said in its comment, for the reader to change.
 *
 * @packageDocumentation
 */
import { customerFrom, type ServiceModel } from "./serviceModel";

/** Machines of one's own in a room of one's own. */
export const privateDataCenter: ServiceModel = {
  name: "Private data center",
  owners: customerFrom("site"),
  // Assumed: bought for the yearly peak and a fifth more; nothing more can be had for weeks.
  billing: { type: "owned", headroom: 0.2 },
  scaling: { startSeconds: 6 * 7 * 86_400, ceiling: 100 },
  boundary: { by: "the building", tenants: 1, interfaceWidth: 0 },
  hardware: "any",
};

/** Rented virtual machines. */
export const iaas: ServiceModel = {
  name: "IaaS",
  owners: customerFrom("operatingSystem"),
  // EC2 since October 2017: by the second, at least a minute.
  billing: { type: "instance", unitSeconds: 1, minimumSeconds: 60 },
  // Assumed: two minutes to boot; a quota of fifty times the usual.
  scaling: { startSeconds: 120, ceiling: 50 },
  // About forty hypercalls (Xen's public interface); twenty tenants a host are assumed.
  boundary: { by: "hypervisor", tenants: 20, interfaceWidth: 40 },
  hardware: ["gpu", "terabyte memory"],
};

/** A platform for code that is written to its interface. */
export const paas: ServiceModel = {
  name: "PaaS",
  owners: customerFrom("application"),
  // AWS Lambda until December 2020: in steps of 100 ms.
  billing: { type: "request", unitSeconds: 0.1 },
  // Assumed: a second to start cold; a thousand at once.
  scaling: { startSeconds: 1, ceiling: 1000 },
  // About 330 system calls (Linux on x86-64, 2018); two hundred tenants a kernel are assumed.
  boundary: { by: "shared kernel", tenants: 200, interfaceWidth: 330 },
  // The lecture's examples: App Engine, Heroku, Elastic MapReduce.
  languages: ["Python", "Java", "Ruby"],
  hardware: [],
};

/** A finished application. */
export const saas: ServiceModel = {
  name: "SaaS",
  owners: customerFrom("data"),
  // Assumed, as is common: users are paid by the month.
  billing: { type: "seat", days: 30 },
  // Capacity is there already: it is everybody's. One tenant's tenfold is a small part of it.
  scaling: { startSeconds: 0, ceiling: 1000 },
  // One application for all; a hundred kinds of requests and ten thousand tenants are assumed.
  boundary: { by: "checks in the application", tenants: 10_000, interfaceWidth: 100 },
  // The lecture's examples.
  products: ["e-mail", "office", "project management", "customer relations", "supply chain", "photos", "file sharing"],
  hardware: [],
};

/** The rows of the lecture's grade sheet, in its order. */
export const lectureModels: readonly ServiceModel[] = [iaas, paas, saas, privateDataCenter];
