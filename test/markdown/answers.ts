/** Answers as models write them, each with its own habits: about 8,000 characters in all. */
export const ANSWERS: readonly string[] = [
  `Sure! Here's how to connect the **Nordwind H2** to your home network.

## Before you start

You'll need:

- The device itself, plugged in and with a **green** light
- Your Wi-Fi name (*SSID*) and password
- The Nordwind app, version **4.2 or later** ([download page](https://nordwind.example/app))

> **Note:** The H2 only supports 2.4 GHz networks. If your router offers both bands under one name, see [Troubleshooting](#troubleshooting).

## Step by step

1. Press and hold the \`PAIR\` button for about 5 seconds, until the light *blinks blue*.
2. Open the app and tap **Add device → Heater → H2**.
3. Choose your network:
   - If it is listed, tap it and enter the password.
   - If it isn't, tap **Other…** and type the name exactly as it is (it's case-sensitive!).
4. Wait until the light turns green again. This takes 20–40 seconds.

**Tip:** If step 4 takes longer than 2 minutes, unplug the device, wait ~10 seconds, and try again [1].

---

### Troubleshooting

| Light | Meaning | What to do |
|-------|---------|------------|
| Red, steady | Wrong password | Repeat steps 1–3 |
| Red, blinking | No DHCP address | Restart the *router*, then the device |
| Blue, > 2 min | Not found | Move closer; check that **2.4 GHz** is on |

If none of this helps, contact support at help@nordwind.example or via https://nordwind.example/support. Mention the error code (e.g. \`E-17\`), please.

[1] User manual, p. 12
`,
  `The short answer: \`Array.prototype.sort\` sorts **in place** and compares *strings* by default, so \`[10, 9, 1].sort()\` gives \`[1, 10, 9]\`.

Pass a comparator instead:

\`\`\`javascript
const prices = [10, 9, 1];

// Ascending. Subtraction is fine for finite numbers.
prices.sort((a, b) => a - b);

// A sorted copy, without touching the original:
const sorted = prices.toSorted((a, b) => a - b);
console.log(sorted); // [1, 9, 10]
\`\`\`

### Why does this happen?

1. **Without a comparator**, elements are converted with \`String(x)\` and compared by UTF-16 code units.
2. **With one**, its *sign* decides:
   * negative → \`a\` comes first,
   * positive → \`b\` comes first,
   * zero → they keep their order (sorting is *stable* since ES2019).

In Python the same would be:

\`\`\`python
def by_price(item: dict) -> float:
    """Key for sorting."""
    return item["price"] * (1 - item.get("discount", 0))

items.sort(key=by_price, reverse=True)
\`\`\`

A few notes on complexity: both run in $O(n \\log n)$ time; V8 uses TimSort, which needs $O(n)$ extra space in the worst case. For n = 10_000 that's about 130_000 comparisons, i.e. < 10 ms on most machines.

**See also**

- [MDN: \`Array.prototype.sort()\`](https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Array/sort)
- [TimSort on Wikipedia](https://en.wikipedia.org/wiki/Timsort "An adaptive sort")
- The proposal for [change array by copy][proposal], which is part of ES2023

[proposal]: https://github.com/tc39/proposal-change-array-by-copy
`,
  `Hi there 👋

Thanks for asking about **returns**. Here is what the policy says:

* You can return most items within **30 days** of delivery.
* Items must be unused & in their original packaging.
* Refunds go to the original payment method (usually 3–5 business days).

**Exceptions:**

- Personalised items (engraving, custom sizes)
- Hygiene products, *once opened*
- Gift cards

So for an order of $120 with a $15 coupon you'd get $105 back – shipping ($4.90) isn't refunded. ~~A restocking fee of 10 %~~ That fee was dropped in March 2025.

Would you like me to…

- [x] check whether your order qualifies
- [ ] create a return label
- [ ] arrange a pickup

If so, tell me your order number. It looks like \`NW-2025-00123\` and is in the confirmation e-mail.

Sources: [Returns & refunds](https://shop.example/help/returns), [Shipping costs](https://shop.example/help/shipping#costs)
`,
  `### Quadratische Gleichungen lösen

Eine **quadratische Gleichung** hat die Form \\(ax^2 + bx + c = 0\\) mit \\(a \\neq 0\\). Die Lösungen liefert die *Mitternachtsformel*:

$$
x_{1,2} = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}
$$

Der Ausdruck unter der Wurzel, \\(D = b^2 - 4ac\\), heißt **Diskriminante**:

| Diskriminante | Anzahl reeller Lösungen | Beispiel |
|:--|:-:|--:|
| $D > 0$ | zwei | \\(x^2 - 1 = 0\\) |
| $D = 0$ | eine (doppelte) | \\(x^2 = 0\\) |
| $D < 0$ | keine | \\(x^2 + 1 = 0\\) |

**Beispiel.** Für \\(2x^2 - 4x - 6 = 0\\):

1. Werte ablesen: a = 2, b = -4, c = -6.
2. Diskriminante berechnen:

   \\[
   D = (-4)^2 - 4 \\cdot 2 \\cdot (-6) = 64
   \\]

3. Einsetzen: x₁ = (4 + 8) / 4 = **3** und x₂ = (4 - 8) / 4 = **-1**.

Probe: 2·3² - 4·3 - 6 = 18 - 12 - 6 = 0 ✓

> „Was man sich selbst erklären kann, das hat man verstanden.“
>
> – frei nach *Feynman*
`,
  `I found **three** causes that fit your log. The most likely one comes first.

1. **The port is taken.** The line \`EADDRINUSE: address already in use :::8001\` says that another process listens there. Find it:

   \`\`\`bash
   lsof -i :8001            # macOS, Linux
   netstat -ano | findstr :8001   # Windows
   \`\`\`

   Then stop it, or start the server on another port with \`PORT=8002 npm start\`.

2. **The model isn't loaded.** \`ollama list\` must show it. If not:

   \`\`\`bash
   ollama pull llama3.2:3b
   \`\`\`

   That's about 2.0 GB. *Don't* interrupt it; a partial download has to begin anew.

3. **A proxy buffers the stream.** In \`nginx.conf\`:

   \`\`\`nginx
   location /api/ {
       proxy_pass http://127.0.0.1:8001;
       proxy_buffering off;   # or the answer arrives all at once
       proxy_read_timeout 120s;
   }
   \`\`\`

To tell which, run this and send me what it prints:

\`\`\`
curl -sN -X POST http://localhost:8001/api/public/chat/stream \\
  -H 'content-type: application/json' \\
  -d '{"message": "Hello", "chatbot_id": "demo"}'
\`\`\`

| You see | Cause |
| --- | --- |
| \`Connection refused\` | 1, or the server isn't running |
| an \`error\` event with \`llm_unavailable\` | 2 |
| nothing for a while, then everything | 3 |

Please note: lines that begin with \`: ping\` are *comments*; they're there on purpose (see the [specification of server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html)).

**One more thing** – your log also has \`[warn] session_id ignored\`. That's harmless: it means that the id was unknown (after a restart, for example), and that a new one was issued.

Let me know how it goes!
`,
  `Great question! Let me compare both plans.

## Basic vs. Pro

| Feature | Basic | Pro |
|---|---|---|
| Price | €9 / month | €19 / month |
| Users | 1 | up to 10 |
| Storage | 5 GB | **100 GB** |
| Support | e-mail | e-mail, phone, *chat* |
| API access | – | ✓ |

### When Basic is enough

If you work alone and mostly need the **editor**, Basic has everything: offline mode, export to PDF and DOCX, and version history (30 days).

### When to choose Pro

- You share documents with colleagues, clients or students.
- You need the [REST API](https://docs.example/api/v2/), for example to
  - generate invoices automatically,
  - sync with a CRM, or
  - build your own dashboard.
- Your files are large: video, CAD, raw photos …

Both plans come with a *14-day trial*, and you can switch at any time. When you go from Pro to Basic, data above 5 GB stays **read-only** for 60 days, then it is deleted[^1].

***

**My recommendation:** start with Basic; it takes one click (*Settings → Plan → Upgrade*) to change later, and you only pay the difference.

[^1]: Terms of service, section 7.3.
`,
  `Dear [Name],

thank you for your message of 3 May. We're sorry that the parcel \`DE-4711\` arrived late.

Here's a summary of what happened:

2 May, 08:15
: The parcel left our warehouse in Kassel.

3 May, 19:40
: It was scanned in Hanover \\*, with a delay of one day.

\\* The sorting machine had failed.

We'd like to offer you **one** of the following:

1) a voucher of €10, or
2) free shipping on your *next two* orders.

Just reply with "1" or "2". If we don't hear from you by 15 May, we'll send the voucher.

Kind regards,
The Nordwind team
`,
];
