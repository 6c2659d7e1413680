/** What an answer has: blocks and inlines of every kind, and a link that is defined at its end. */
export const RICH_ANSWER = `# Returns

You may return it *within* **30 days**, see [the handbook][1] and https://example.org/returns.
Keep the \`receipt\`. ~~No~~ fees: $x^2$.

1. Pack it
   - [x] well
   - [ ] soon
2. Send it

> Free of charge.

| What | Days |
| :--- | ---: |
| Shoes | 30 |
| *Hats* | 14 |

\`\`\`js
const days = 30; // at most
\`\`\`

$$
\\frac{1}{2}
$$

---

<b>Not bold</b> ![A shoe](https://example.org/shoe.png)

[1]: /handbook`;
