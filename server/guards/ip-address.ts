import { isIPv4, isIPv6 } from 'node:net';

const IPV4 = /(?<![\w.-])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![\w-]|\.[0-9])/g;
const IPV6 = /(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?:\.[0-9]{1,3}){0,3}(?!\w)/g;

/**
 * Yields where addresses of the network stand, as [start, end). Those that say nothing of anybody are left: this machine, any machine, and
 * what has no digit, such as `dead::beef`, which is more often a name in a program.
 */
export function* findIpAddresses(text: string): Generator<readonly [number, number], void> {
  for (const { index, 0: found } of text.matchAll(IPV6)) {
    // A colon after an address is the sentence's; two may be its own.
    const address = isIPv6(found) ? found : found.replace(/:$/, '');
    if (isIPv6(address) && /[0-9]/.test(address) && !/^[0:]*1?$/.test(address)) yield [index, index + address.length];
  }
  for (const { index, 0: address } of text.matchAll(IPV4)) {
    if (isIPv4(address) && !/^(?:0|127)\./.test(address)) yield [index, index + address.length];
  }
}
