/** @returns whether `response` says that it is of `type`, with whatever parameters. */
export function hasMediaType(response: Response, type: string): boolean {
  const [essence = ''] = (response.headers.get('content-type') ?? '').split(';');
  return essence.trim().toLowerCase() === type;
}
