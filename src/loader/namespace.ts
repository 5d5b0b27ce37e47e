/** The exports of a module by name, `default` among them. */
export type ModuleNamespace = Readonly<Record<string, unknown>>;

/** The exports of a CommonJS module as an `import` sees them: all of it as `default`, its properties by name. */
export function defaultView(exports: unknown): ModuleNamespace {
  if (isNamespace(exports)) return exports;
  const isObject = (typeof exports === "object" && exports !== null) || typeof exports === "function";
  const isTranspiled = isObject && "__esModule" in exports && exports.__esModule === true;
  if (isTranspiled) return exports as unknown as ModuleNamespace;
  return isObject ? { ...exports, default: exports } : { default: exports };
}

/** A JSON document as an `import` sees it. */
export function jsonView(value: unknown): ModuleNamespace {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? { ...value, default: value } : { default: value };
}

/**
 * What Node's `import()` gave, for a file that imports it.
 *
 * A file of a CommonJS project is written for a compiler that turns `import` into `require()`: there the default import
 * of transpiled CommonJS is what it exports as `default`, and names that Node did not foresee are properties of it.
 *
 * @param isModule whether the importing file is an ES module; asked only where it matters
 */
export function nativeView(namespace: ModuleNamespace, isModule: () => boolean): ModuleNamespace {
  const exports = namespace["default"];
  if ((typeof exports !== "object" && typeof exports !== "function") || exports === null) return namespace;
  if (!("__esModule" in exports) || isModule()) return namespace;
  return exports as unknown as ModuleNamespace;
}

function isNamespace(value: unknown): value is ModuleNamespace {
  return Object.prototype.toString.call(value) === "[object Module]";
}
