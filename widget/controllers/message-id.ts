/**
 * @returns 128 random bits as 32 hexadecimal digits. Not `crypto.randomUUID`: it exists in secure contexts only, and an owner
 *   who tries the chat out on another machine of their network has plain HTTP.
 */
export function createMessageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
