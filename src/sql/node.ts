/** A piece of SQL as frozen data; `kind` is its only link to how it is written. */
export interface Node<K extends string = string> {
  readonly kind: K;
}
