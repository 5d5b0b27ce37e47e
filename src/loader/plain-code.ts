/** A node of Babel's tree, which comes without types. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

/** A piece of text to be replaced; by blanks where `text` is null. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string | null;
}

/** What is written for a name that is imported; a member's is called apart from its object. */
export interface Imported {
  readonly text: string;
  readonly isMember?: boolean;
}

/** Nodes that mean the same in JavaScript, with all in them that is no type. */
const PLAIN: ReadonlySet<string> = new Set([
  ..."ExpressionStatement ReturnStatement IfStatement ThrowStatement TryStatement WhileStatement".split(" "),
  ..."SwitchStatement VariableDeclaration ArrayExpression ObjectExpression SpreadElement".split(" "),
  ..."UnaryExpression BinaryExpression LogicalExpression ConditionalExpression SequenceExpression".split(" "),
  ..."TemplateLiteral ClassBody NewExpression".split(" "),
]);

/** Nodes with nothing in them. */
const LEAVES: ReadonlySet<string> = new Set([
  ..."StringLiteral NumericLiteral BigIntLiteral BooleanLiteral NullLiteral RegExpLiteral TemplateElement".split(
    " ",
  ),
  ..."ThisExpression Super EmptyStatement".split(" "),
]);

/** Parts of nodes that hold none of the code. */
const BESIDE: ReadonlySet<string> = new Set([
  "loc",
  "extra",
  "errors",
  "leadingComments",
  "innerComments",
  "trailingComments",
]);

/** Names that mean something else in the transformed file, or might. */
const RESERVED =
  /^(?:exports|require|module|__filename|__dirname|__import|__require|__meta|jitiESMResolve|eval|arguments|_m\d+)$/;

/** What may go on with the line before, or hide that it does; the second is for what stands for a whole statement. */
const GOES_ON = /[^\S\r\n]*(?:\/|[\r\n]\s*[([`+\-/*.,?<])/y;
const MAY_GO_ON = /\s*[([`+\-/*.,?<]/y;

/** Goes through the code of a module, noting what is to be written otherwise. Whatever it does not know ends it. */
export class PlainCode {
  readonly edits: Edit[] = [];
  readonly #source: string;
  readonly #imported: (name: string) => Imported | null;
  readonly #values: string[] = [];
  readonly #functions: string[] = [];
  readonly #written = new Set<string>();
  #depth = 0;

  constructor(source: string, imported: (name: string) => Imported | null) {
    this.#source = source;
    this.#imported = imported;
  }

  /** The names that are exported, values apart from functions; null where one of them changes later. */
  exported(): { readonly values: readonly string[]; readonly functions: readonly string[] } | null {
    const all = [...this.#values, ...this.#functions];
    if (all.some((name) => this.#written.has(name))) return null;
    return { values: this.#values, functions: this.#functions };
  }

  /** Takes a statement of a module or a block; false where something in it is unknown. */
  statement(node: SyntaxNode, isTop = false): boolean {
    switch (node.type) {
      case "TSInterfaceDeclaration":
      case "TSTypeAliasDeclaration":
        return this.#blank(node.start, node.end, MAY_GO_ON);
      case "ExportNamedDeclaration":
        return isTop && this.#export(node);
      case "ExpressionStatement": {
        const before = this.edits.length;
        if (!this.#walk(node["expression"])) return false;
        // Without a semicolon after the statement before, it would go on in parentheses.
        const opening = this.edits
          .slice(before)
          .findIndex(({ start, text }) => start === node.start && text?.startsWith("("));
        if (opening !== -1) {
          const edit = this.edits[before + opening]!;
          this.edits[before + opening] = { ...edit, text: `;${edit.text}` };
        }
        return true;
      }
      default:
        return this.#walk(node);
    }
  }

  #export(node: SyntaxNode): boolean {
    const declaration = node["declaration"] as SyntaxNode | null;
    if (!declaration) return false;
    if (declaration.type.startsWith("TS"))
      return isTypeOnly(declaration) && this.#blank(node.start, node.end, MAY_GO_ON);
    this.edits.push({ start: node.start, end: declaration.start, text: null });
    if (declaration.type === "VariableDeclaration") {
      if (declaration["kind"] !== "const") return false;
      for (const { id } of declaration["declarations"] as readonly { readonly id: SyntaxNode }[]) {
        if (id.type !== "Identifier") return false;
        const name = id["name"] as string;
        this.#values.push(name);
        this.edits.push({ start: id.end, end: id.end, text: ` = exports.${name}` });
      }
      return this.#walk(declaration);
    }
    const name = (declaration["id"] as { readonly name: string } | null)?.name;
    if (name === undefined) return false;
    if (declaration.type === "FunctionDeclaration") this.#functions.push(name);
    else if (declaration.type === "ClassDeclaration") {
      this.#values.push(name);
      this.edits.push({ start: declaration.end, end: declaration.end, text: `exports.${name} = ${name};` });
    } else return false;
    return this.#walk(declaration);
  }

  #walk(part: unknown): boolean {
    if (Array.isArray(part)) return part.every((each) => this.#walk(each));
    if (typeof part !== "object" || part === null) return true;
    const node = part as SyntaxNode;
    const { type } = node;
    if (LEAVES.has(type)) return true;
    if (PLAIN.has(type)) return node["declare"] !== true && this.#inside(node);
    switch (type) {
      case "Identifier":
        return this.#reference(node, false);
      case "BlockStatement":
        return (
          (node["directives"] as readonly unknown[]).length === 0 &&
          (node["body"] as readonly SyntaxNode[]).every((each) => this.statement(each))
        );
      case "VariableDeclarator":
        return node["definite"] !== true && this.#bind(node["id"]) && this.#walk(node["init"]);
      case "ForOfStatement":
        if ((node["left"] as SyntaxNode).type !== "VariableDeclaration") return false;
        return (node["await"] !== true || this.#depth > 0) && this.#inside(node);
      case "SwitchCase":
        return (
          this.#walk(node["test"]) &&
          (node["consequent"] as readonly SyntaxNode[]).every((each) => this.statement(each))
        );
      case "AwaitExpression":
        return this.#depth > 0 && this.#inside(node);
      case "CatchClause":
        return (node["param"] === null || this.#bind(node["param"])) && this.#walk(node["body"]);
      case "AssignmentExpression":
      case "UpdateExpression":
        return this.#assignment(node);
      case "MemberExpression":
      case "OptionalMemberExpression":
        return this.#walk(node["object"]) && (node["computed"] !== true || this.#walk(node["property"]));
      case "CallExpression":
      case "OptionalCallExpression":
        return (
          this.#called(node["callee"]) &&
          this.#without(node, "typeParameters") &&
          this.#walk(node["arguments"])
        );
      case "TaggedTemplateExpression":
        return (
          this.#called(node["tag"]) && this.#without(node, "typeParameters") && this.#walk(node["quasi"])
        );
      case "ObjectProperty":
        return this.#property(node);
      case "TSAsExpression":
      case "TSSatisfiesExpression":
        return this.#walk(node["expression"]) && this.#cast(node);
      case "TSNonNullExpression":
        return this.#walk(node["expression"]) && this.#blank(node.end - 1, node.end);
      case "ArrowFunctionExpression":
      case "FunctionExpression":
      case "FunctionDeclaration":
      case "ObjectMethod":
      case "ClassMethod":
        return this.#function(node);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#class(node);
      case "ClassProperty":
        return this.#field(node);
      default:
        return false;
    }
  }

  #inside(node: SyntaxNode): boolean {
    for (const key in node) {
      if (!BESIDE.has(key) && !this.#walk(node[key])) return false;
    }
    return true;
  }

  /** A name where its value is asked for. */
  #reference(node: SyntaxNode, isCalled: boolean): boolean {
    const name = node["name"] as string;
    if (RESERVED.test(name) || node["typeAnnotation"]) return false;
    const imported = this.#imported(name);
    if (!imported) return true;
    const { text, isMember } = imported;
    this.edits.push({ start: node.start, end: node.end, text: isCalled && isMember ? `(0, ${text})` : text });
    return true;
  }

  #called(callee: unknown): boolean {
    const node = callee as SyntaxNode;
    return node.type === "Identifier" ? this.#reference(node, true) : this.#walk(node);
  }

  /** A name where it is declared, with the type that it is given; one that hides an import is another story. */
  #bind(part: unknown): boolean {
    const node = part as SyntaxNode;
    switch (node.type) {
      case "Identifier": {
        const name = node["name"] as string;
        const end = node.start + name.length;
        if (name === "this" || RESERVED.test(name) || this.#imported(name)) return false;
        if (!this.#source.startsWith(name, node.start)) return false;
        return end === node.end || this.#blank(end, node.end);
      }
      case "ObjectPattern":
        return (
          this.#without(node, "typeAnnotation") &&
          (node["properties"] as readonly SyntaxNode[]).every((each) => this.#bindIn(each))
        );
      case "ArrayPattern":
        return (
          this.#without(node, "typeAnnotation") &&
          (node["elements"] as readonly unknown[]).every((each) => each === null || this.#bind(each))
        );
      case "AssignmentPattern":
        return this.#bind(node["left"]) && this.#walk(node["right"]);
      case "RestElement":
        return this.#without(node, "typeAnnotation") && this.#bind(node["argument"]);
      default:
        return false;
    }
  }

  #bindIn(node: SyntaxNode): boolean {
    if (node.type === "RestElement") return this.#bind(node);
    return (node["computed"] !== true || this.#walk(node["key"])) && this.#bind(node["value"]);
  }

  #assignment(node: SyntaxNode): boolean {
    const target = (node["left"] ?? node["argument"]) as SyntaxNode;
    if (target.type === "Identifier") {
      const name = target["name"] as string;
      this.#written.add(name);
      if (this.#imported(name) || RESERVED.test(name)) return false;
    } else if (target.type !== "MemberExpression" || !this.#walk(target)) return false;
    return this.#walk(node["right"] ?? null);
  }

  #property(node: SyntaxNode): boolean {
    if (node["shorthand"] !== true) return this.#key(node) && this.#walk(node["value"]);
    const { name, type } = node["value"] as { readonly name: string; readonly type: string };
    const imported = type === "Identifier" && !RESERVED.test(name) ? this.#imported(name) : undefined;
    if (imported) this.edits.push({ start: node.start, end: node.end, text: `${name}: ${imported.text}` });
    return imported !== undefined;
  }

  #key(node: SyntaxNode): boolean {
    return node["computed"] !== true || this.#walk(node["key"]);
  }

  #function(node: SyntaxNode): boolean {
    if (hasModifier(node) || (node["id"] && !this.#bind(node["id"])) || !this.#key(node)) return false;
    for (const part of ["typeParameters", "returnType"]) {
      const type = node[part] as SyntaxNode | null | undefined;
      // No line may end before an arrow, nor between "async" and the parameters.
      if (type && /[\r\n]/.test(this.#source.slice(type.start, type.end))) return false;
      if (!this.#without(node, part)) return false;
    }
    this.#depth++;
    const isKnown =
      (node["params"] as readonly unknown[]).every((each) => this.#bind(each)) && this.#walk(node["body"]);
    this.#depth--;
    return isKnown;
  }

  #class(node: SyntaxNode): boolean {
    const decorators = (node["decorators"] as readonly unknown[] | undefined) ?? [];
    if (node["abstract"] || node["declare"] || node["implements"] || decorators.length > 0) return false;
    return (
      (!node["id"] || this.#bind(node["id"])) &&
      this.#without(node, "typeParameters") &&
      this.#without(node, "superTypeParameters") &&
      this.#walk(node["superClass"]) &&
      this.#walk(node["body"])
    );
  }

  #field(node: SyntaxNode): boolean {
    if (hasModifier(node) || node["definite"] || node["readonly"] || node["variance"]) return false;
    const isKnown = this.#key(node) && this.#without(node, "typeAnnotation");
    // What fields begin with runs apart from the code around them.
    this.#depth++;
    const isPlain = isKnown && this.#walk(node["value"]);
    this.#depth--;
    return isPlain;
  }

  #cast(node: SyntaxNode): boolean {
    const { end: from } = node["expression"] as SyntaxNode;
    const { start: type } = node["typeAnnotation"] as SyntaxNode;
    const word = /\b(?:as|satisfies)\s*$/.exec(this.#source.slice(from, type));
    return word !== null && this.#blank(from + word.index, node.end);
  }

  #without(node: SyntaxNode, part: string): boolean {
    const type = node[part] as SyntaxNode | null | undefined;
    return !type || this.#blank(type.start, type.end);
  }

  /** Takes a text out; false where what follows might then go on with what comes before. */
  #blank(start: number, end: number, goesOn = GOES_ON): boolean {
    goesOn.lastIndex = end;
    if (goesOn.test(this.#source)) return false;
    this.edits.push({ start, end, text: null });
    return true;
  }
}

function isTypeOnly({ type }: SyntaxNode): boolean {
  return type === "TSInterfaceDeclaration" || type === "TSTypeAliasDeclaration";
}

/** Whether a member or a function has a word before it, or a mark after its name, that JavaScript does not know. */
function hasModifier(node: SyntaxNode): boolean {
  const decorators = (node["decorators"] as readonly unknown[] | undefined) ?? [];
  const words = ["accessibility", "abstract", "override", "optional", "declare"];
  return decorators.length > 0 || words.some((word) => Boolean(node[word]));
}
