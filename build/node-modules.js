// How the bundle gets at Node's own modules.
import { builtinModules } from "node:module";

/** Modules of Node that take milliseconds to load, and that most runs have no use for. */
const LAZY = ["child_process", "crypto", "net", "os", "tls", "tty"];

/** What asks questions is loaded with the first of them, and takes more of Node's modules than functions. */
const PROMPTS = /[\\/]node_modules[\\/]@clack[\\/]/;

/** What the bundle calls in place of `module`, which would make CommonJS of an ES module. */
export const OWN_MODULE = "ownModule";

/**
 * Says how the bundle gets at Node's own modules: the slow ones when one of their functions is called, `process`
 * without its module, whose import loads all that hangs from it, and all of them without the require() of CommonJS
 * packages, which an ES module does not have. `module` is had of the file's own, since Node's loads with it what ES
 * modules need. Chalk is told whether there is color and need not find out, which would
 * load what streams and terminals need.
 */
export const nodeModules = {
  name: "node-modules",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?[\w/]+$/ }, ({ importer, kind, path }) => {
      const name = path.replace(/^node:/, "");
      if (!builtinModules.includes(name) || PROMPTS.test(importer)) return undefined;
      if (kind === "require-call") return { path: name, namespace: "required" };
      const isLazy = name === "process" || name === "module" || LAZY.includes(name);
      return isLazy ? { path: name, namespace: "imported", sideEffects: false } : undefined;
    });
    onResolve({ filter: /^#supports-color$/ }, ({ path }) => ({ path, namespace: "unasked" }));
    onLoad({ filter: /.*/, namespace: "unasked" }, () => ({
      contents: "export default { stdout: false, stderr: false };",
    }));
    onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
      contents: `module.exports = ${LAZY.includes(path) ? lazyModule(path) : builtinModule(path)};`,
    }));
    onLoad({ filter: /.*/, namespace: "imported" }, ({ path }) => ({
      contents:
        path === "process"
          ? "export default globalThis.process;"
          : path === "module"
            ? OWN_EXPORTS
            : lazyExports(path),
    }));
  },
};

const builtinModule = (name) =>
  name === "process" ? "globalThis.process" : `process.getBuiltinModule("node:${name}")`;
const lazyModule = (name) => `new Proxy({}, { get: (_, key) => ${builtinModule(name)}[key] })`;

/**
 * A bundler of the user's may have put another object in the place of Node's module; and bin/migr.js has a
 * createRequire() of its own.
 */
const OWN_EXPORTS = `
  const own = ${OWN_MODULE}.constructor;
  const Module = typeof own.createRequire === "function" ? own : ${builtinModule("module")};
  export default Module;
  export const createRequire = ${OWN_MODULE}.createRequire ?? Module.createRequire;
  export const { isBuiltin } = Module;`;

function lazyExports(name) {
  const builtin = process.getBuiltinModule(name);
  const functions = Object.keys(builtin).filter(
    (key) => typeof builtin[key] === "function" && /^[a-z]/.test(key),
  );
  return [
    `export default /* @__PURE__ */ ${lazyModule(name)};`,
    ...functions.map((key) => `export const ${key} = (...args) => ${builtinModule(name)}.${key}(...args);`),
  ].join("\n");
}
