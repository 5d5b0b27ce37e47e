import type { SqlType, TypeKind, TypeOf } from "./type.js";

/** The builder call that declares a type: `string(50)` is `{ name: "string", args: [50] }`. */
export interface TypeCall {
  readonly name: string;
  readonly args: readonly unknown[];
  /** The module that has the builder, where it is not `migr` itself. */
  readonly module?: string;
  /** The type that it is made of, whose own call is the first argument. */
  readonly element?: SqlType;
}

const options = (given: Readonly<Record<string, unknown>>): readonly unknown[] => {
  const set = Object.entries(given).filter(([, value]) => value !== undefined && value !== false);
  return set.length === 0 ? [] : [Object.fromEntries(set)];
};
const optional = (value: unknown): readonly unknown[] => (value === undefined ? [] : [value]);

/** The arguments of each builder whose type has any; the others are called with none. */
const ARGS: { readonly [K in TypeKind]?: (type: TypeOf<K>) => readonly unknown[] } = {
  bigInteger: ({ mode }) => options({ mode: mode === "number" ? mode : undefined }),
  numeric: ({ precision, scale, mode }) => [
    ...optional(precision),
    ...(precision === undefined ? [] : optional(scale)),
    ...options({ mode: mode === "number" ? mode : undefined }),
  ],
  string: ({ length }) => optional(length),
  char: ({ length }) => [length],
  time: ({ precision }) => options({ precision }),
  dateTime: ({ timezone, precision }) => options({ timezone, precision }),
  largeBinary: ({ length }) => optional(length),
  enum: ({ values }) => values,
  raw: ({ sql }) => [sql],
};

const NAMES: { readonly [K in TypeKind]?: string } = { enum: "enumOf", raw: "rawType" };

/** The builder call that gives `type`; an enum's name is not part of it. */
export function typeCall(type: SqlType): TypeCall {
  if (type.kind === "native") {
    const { dialect, name, args, element } = type;
    return { name, args, module: `migr/${dialect}`, ...(element && { element }) };
  }
  const args = ARGS[type.kind] as ((type: SqlType) => readonly unknown[]) | undefined;
  return { name: NAMES[type.kind] ?? type.kind, args: args?.(type) ?? [] };
}
