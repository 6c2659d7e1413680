/** Custom properties by name; one that is `undefined` is not set. */
export type OwnProperties = Readonly<Record<`--_${string}`, string | undefined>>;

/** Sets them by the object model, which a page's content security policy allows where it forbids `style` attributes. */
export function setOwnProperties({ style }: HTMLElement, properties: OwnProperties): void {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) style.removeProperty(name);
    else style.setProperty(name, value);
  }
}
