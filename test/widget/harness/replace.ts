/**
 * Puts `value` in a method's place.
 * @returns what puts the method back.
 */
export function replace<Target extends object, Key extends keyof Target>(
  target: Target,
  key: Key,
  value: Target[Key],
): () => void {
  const original = target[key];
  target[key] = value;
  return () => {
    target[key] = original;
  };
}
