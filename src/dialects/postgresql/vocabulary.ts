/** The types that PostgreSQL alone has: what models and scripts import from `migr/postgresql`. */

export * from "./vocabulary/array.js";
export * from "./vocabulary/catalogue.js";
export * from "./vocabulary/domain.js";
export * from "./vocabulary/enum-type.js";
export * from "./vocabulary/geometry.js";
export * from "./vocabulary/network.js";
export * from "./vocabulary/option.js";
export * from "./vocabulary/range.js";
export * from "./vocabulary/scalar.js";
export * from "./vocabulary/search.js";
export * from "./vocabulary/user-type.js";
