import { isSymbol } from "./expression.js";
import { quoted, quoteName } from "./literal.js";
import type { Token } from "./tokens.js";

/**
 * One text for an expression, with parentheses where precedence puts them and nowhere else; null where the expression
 * has parts beyond operators, functions, literals and names.
 *
 * @source MySQL 9.7 Reference Manual, 14.4.1 "Operator Precedence"
 */
export function normalForm(tokens: readonly Token[]): string | null {
  const parser = new Parser(tokens);
  const form = parser.disjunction();
  return form !== null && parser.isDone ? form : null;
}

/** A token in its normal form: keywords, functions and plain names in lower case, other names quoted. */
export function written({ kind, text }: Token): string {
  if (kind === "string") return quoted(text);
  if (kind === "name") {
    return /^[a-z_][a-z0-9_]*$/.test(text) && !KEYWORDS.has(text) ? text : quoteName(text);
  }
  const lower = text.toLowerCase();
  return Object.hasOwn(SAME, lower) ? SAME[lower]! : lower;
}

/** Words that mean something else without quotes. */
const KEYWORDS = new Set(
  (
    "all and any as asc between binary by case char collate convert current_date current_time " +
    "current_timestamp current_user default desc distinct div else end escape exists false from group having if " +
    "in interval is json_table key left like limit match mod not null on or order regexp right rlike select " +
    "separator sounds then true union unique unknown using utc_date utc_time utc_timestamp values when where with xor"
  ).split(" "),
);

/** Keywords that stand for a value by themselves. */
const VALUES = new Set([
  "current_date",
  "current_time",
  "current_timestamp",
  "current_user",
  "false",
  "null",
  "true",
]);

/** Keywords that are also functions with plain arguments. */
const FUNCTIONS = new Set(["char", "if", "left", "mod", "right"]);

const SAME: Readonly<Record<string, string>> = {
  "!=": "<>",
  "&&": "and",
  "||": "or",
  character_length: "char_length",
  substr: "substring",
  lcase: "lower",
  ucase: "upper",
  ceiling: "ceil",
  power: "pow",
};

const COMPARISONS = new Set(["=", "<=>", ">=", ">", "<=", "<", "<>"]);
const SUMS = new Set(["+", "-"]);
const PRODUCTS = new Set(["*", "/", "%", "div", "mod"]);

type Form = string | null;

/** Reads an expression by precedence; every method gives null where it meets what it does not know. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isDone(): boolean {
    return this.#next === this.#tokens.length;
  }

  disjunction(): Form {
    return this.#joined("or", () => this.#joined("xor", () => this.#joined("and", () => this.#negation())));
  }

  /** Operands of an operator in which order of evaluation does not matter, in one pair of parentheses. */
  #joined(operator: string, operand: () => Form): Form {
    const forms = [operand()];
    while (this.#take(operator)) forms.push(operand());
    if (forms.includes(null)) return null;
    if (forms.length === 1) return forms[0]!;
    // An operand that is joined by the same operator stood in parentheses for nothing.
    const flat = forms.map((form) =>
      isJoinedBy(form!, operator) ? form!.slice(JOIN + operator.length, -1) : form!,
    );
    return `{${operator}: ${flat.join(`; ${operator} `)}}`;
  }

  #negation(): Form {
    if (!this.#take("not")) return this.#comparison();
    const operand = this.#negation();
    return operand && `not(${operand})`;
  }

  #comparison(): Form {
    let left = this.#sum();
    while (left !== null) {
      const operator = this.#takeOne(COMPARISONS);
      if (operator !== null) {
        const right = this.#sum();
        left = right && `(${left} ${operator} ${right})`;
        continue;
      }
      const test = this.#test(left);
      if (test === undefined) return left;
      left = test;
    }
    return null;
  }

  /** What follows an operand as `IS NULL`, `LIKE`, `IN` and `BETWEEN` do; undefined where nothing does. */
  #test(left: string): Form | undefined {
    if (this.#take("is")) {
      const isNegated = this.#take("not");
      const word = this.#takeOne(new Set(["null", "true", "false", "unknown"]));
      return word && negated(isNegated, `(${left} is ${word})`);
    }
    const start = this.#next;
    const isNegated = this.#take("not");
    const form = this.#patternTest(left) ?? this.#listTest(left) ?? this.#rangeTest(left);
    if (form !== undefined) return form && negated(isNegated, form);
    this.#next = start;
    return undefined;
  }

  #patternTest(left: string): Form | undefined {
    const operator = this.#takeOne(new Set(["like", "regexp", "rlike"]));
    if (operator === null) return undefined;
    const pattern = this.#sum();
    if (!this.#take("escape")) return pattern && `(${left} ${operator} ${pattern})`;
    const character = this.#primary();
    return pattern && character && `(${left} ${operator} ${pattern} escape ${character})`;
  }

  #listTest(left: string): Form | undefined {
    if (!this.#take("in")) return undefined;
    const list = this.#take("(") ? this.#list() : null;
    return list && `(${left} in (${list}))`;
  }

  #rangeTest(left: string): Form | undefined {
    if (!this.#take("between")) return undefined;
    const low = this.#sum();
    const high = this.#take("and") ? this.#sum() : null;
    return low && high && `(${left} between ${low} and ${high})`;
  }

  #sum(): Form {
    return this.#leftToRight(SUMS, () => this.#leftToRight(PRODUCTS, () => this.#signed()));
  }

  #leftToRight(operators: ReadonlySet<string>, operand: () => Form): Form {
    let left = operand();
    for (let operator = this.#takeOne(operators); operator !== null; operator = this.#takeOne(operators)) {
      const right: Form = operand();
      left = left && right && `(${left} ${operator} ${right})`;
    }
    return left;
  }

  #signed(): Form {
    if (!this.#take("-")) return this.#primary();
    const operand = this.#signed();
    return operand && `-${operand}`;
  }

  #primary(): Form {
    const token = this.#tokens[this.#next];
    if (!token) return null;
    if (this.#take("(")) {
      const inner = this.disjunction();
      return this.#take(")") ? inner : null;
    }
    if (token.kind === "symbol") return null;
    this.#next++;
    const form = written(token);
    const isCall = isSymbol(this.#tokens[this.#next], "(");
    if (
      token.kind === "word" &&
      KEYWORDS.has(form) &&
      !VALUES.has(form) &&
      !(isCall && FUNCTIONS.has(form))
    ) {
      return null;
    }
    if (!isCall || token.kind !== "word") return form;
    this.#take("(");
    if (this.#take(")")) return `${form}()`;
    const list = this.#list();
    return list && `${form}(${list})`;
  }

  /** Expressions separated by commas up to the closing parenthesis. */
  #list(): Form {
    const forms = [this.disjunction()];
    while (this.#take(",")) forms.push(this.disjunction());
    return forms.includes(null) || !this.#take(")") ? null : forms.join(", ");
  }

  #take(text: string): boolean {
    return this.#takeOne(new Set([text])) !== null;
  }

  #takeOne(texts: ReadonlySet<string>): string | null {
    const token = this.#tokens[this.#next];
    if (!token || (token.kind !== "word" && token.kind !== "symbol")) return null;
    const form = written(token);
    if (!texts.has(form)) return null;
    this.#next++;
    return form;
  }
}

const JOIN = "{: ".length;

function isJoinedBy(form: string, operator: string): boolean {
  return form.startsWith(`{${operator}: `);
}

function negated(isNegated: boolean, form: string): string {
  return isNegated ? `not(${form})` : form;
}
