/** Words whose other number follows no rule, singular first. */
const IRREGULAR: readonly (readonly [one: string, many: string])[] = [
  ["person", "people"],
  ["child", "children"],
  ["man", "men"],
  ["woman", "women"],
  ["mouse", "mice"],
  ["goose", "geese"],
  ["foot", "feet"],
  ["tooth", "teeth"],
  ["ox", "oxen"],
  ["cookie", "cookies"],
  ["movie", "movies"],
  ["zombie", "zombies"],
  ["cache", "caches"],
  ["axis", "axes"],
  ["quiz", "quizzes"],
  ["matrix", "matrices"],
  ["vertex", "vertices"],
  ["index", "indexes"],
  ["half", "halves"],
  ["shelf", "shelves"],
  ["wolf", "wolves"],
  ["knife", "knives"],
  ["life", "lives"],
  ["wife", "wives"],
  ["tie", "ties"],
  ["lie", "lies"],
  ["curriculum", "curricula"],
  ["hero", "heroes"],
  ["potato", "potatoes"],
  ["tomato", "tomatoes"],
  ["echo", "echoes"],
  ["bus", "buses"],
  ["lens", "lenses"],
  ["alias", "aliases"],
  ["canvas", "canvases"],
  ["atlas", "atlases"],
  ["bias", "biases"],
  ["analysis", "analyses"],
];

/** Words that are the same for one and for many. */
const UNCHANGING = new Set(
  `audio metadata data equipment feedback firmware fish hardware history information inventory knowledge mail money
  music news police rice series sheep software species staff stock traffic`.split(/\s+/),
);

type Rule = readonly [pattern: RegExp, replacement: string];

const TO_ONE: readonly Rule[] = [
  [/(ss|us|is)$/, "$1"],
  [/([^aeiou])ies$/, "$1y"],
  [/(x|ch|sh|ss|zz)es$/, "$1"],
  [/(stat|vir|camp|bon|radi|foc|corp|censu|syllab|prospect)uses$/, "$1us"],
  [/([^s])s$/, "$1"],
];

const TO_MANY: readonly Rule[] = [
  [/([^aeiou])y$/, "$1ies"],
  [/(analys|bas|cris|diagnos|hypothes|parenthes|synops|thes)is$/, "$1es"],
  [/(s|x|z|ch|sh)$/, "$1es"],
  [/$/, "s"],
];

/** The word for one of what `word` names: `posts` as `post`, `categories` as `category`. Its last word alone changes. */
export function singular(word: string): string {
  return changeLast(word, 1, TO_ONE);
}

/** The word for many of what `word` names: `post` as `posts`; a word that stands for many already stays. */
export function pluralOf(word: string): string {
  const one = singular(word);
  return one !== word ? word : changeLast(word, 0, TO_MANY);
}

/** Changes the last word of a name in camel case, snake case or plain, and keeps the case of its first letter. */
function changeLast(name: string, from: 0 | 1, rules: readonly Rule[]): string {
  const [, head = "", last = ""] = /^(.*?)(\p{Lu}?[^\p{Lu}_\s-]*|\p{Lu}+)$/u.exec(name) ?? [];
  if (!/\p{L}$/u.test(last)) return name;
  const isUpper = last.length > 1 && last === last.toUpperCase();
  const word = last.toLowerCase();
  const changed = otherNumber(word, from, rules);
  if (changed === word) return name;
  if (isUpper) return head + changed.toUpperCase();
  return head + (last[0] === word[0] ? changed : changed[0]!.toUpperCase() + changed.slice(1));
}

function otherNumber(word: string, from: 0 | 1, rules: readonly Rule[]): string {
  if (UNCHANGING.has(word)) return word;
  for (const pair of IRREGULAR) {
    if (pair[1 - from] === word) return word;
    if (pair[from] === word) return pair[1 - from]!;
  }
  const rule = rules.find(([pattern]) => pattern.test(word));
  return rule ? word.replace(rule[0], rule[1]) : word;
}

/** The words of a name, however they are set apart: `user_id`, `userID`, `User Id`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** A name as a class is called: `post_tags` as `PostTags`; it may be empty. */
export function toPascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => word[0]!.toUpperCase() + (isShouted(word) ? word.slice(1).toLowerCase() : word.slice(1)))
    .join("");
}

/** A name as a variable is called: `post_tags` as `postTags`; it may be empty. */
export function toCamelCase(name: string): string {
  const pascal = toPascalCase(name);
  return pascal === "" ? "" : pascal[0]!.toLowerCase() + pascal.slice(1);
}

function isShouted(word: string): boolean {
  return word.length > 1 && word === word.toUpperCase();
}
