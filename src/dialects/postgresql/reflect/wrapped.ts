/** An expression without the pair of parentheses around the whole of it, where its text leaves no doubt. */
export function unwrapped(expression: string): string {
  if (!expression.startsWith("(") || !expression.endsWith(")") || /['"$]/.test(expression)) return expression;
  let depth = 0;
  for (let i = 0; i < expression.length - 1; i++) {
    if (expression[i] === "(") depth++;
    if (expression[i] === ")") depth--;
    if (depth === 0) return expression;
  }
  return expression.slice(1, -1);
}
