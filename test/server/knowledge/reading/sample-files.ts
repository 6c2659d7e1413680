import { deflateSync } from 'node:zlib';
import JSZip from 'jszip';

/** A PDF with a page for each list of lines, as small as one can be. */
export function pdfOf(
  pages: readonly (readonly string[])[],
  extras: { title?: string; encrypted?: boolean } = {},
): Buffer {
  const ids = pages.map((_, index) => 10 + index * 2);
  const objects = [
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    `2 0 obj<</Type/Pages/Kids[${ids.map((id) => `${id} 0 R`).join(' ')}]/Count ${ids.length}>>endobj`,
    '3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj',
    `4 0 obj<</Title (${extras.title ?? ''})>>endobj`,
    ...pages.flatMap((lines, index) => pageObjects(10 + index * 2, contentOf(lines))),
  ];
  if (extras.encrypted) {
    const key = `<${'ab'.repeat(32)}>`;
    objects.push(`5 0 obj<</Filter/Standard/V 2/R 3/Length 128/P -3904/O ${key}/U ${key}>>endobj`);
  }
  const encrypt = extras.encrypted
    ? '/Encrypt 5 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]'
    : '';
  return Buffer.from(`%PDF-1.4\n${objects.join('\n')}\ntrailer<</Root 1 0 R/Info 4 0 R${encrypt}>>\n%%EOF`, 'latin1');
}

/** A PDF whose only page is drawn by `content`, which is stored packed. */
export function pdfDrawnBy(content: Buffer): Buffer {
  const packed = deflateSync(content);
  return Buffer.concat([
    Buffer.from(
      `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[10 0 R]/Count 1>>endobj
3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
10 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>/Contents 11 0 R>>endobj
11 0 obj<</Filter/FlateDecode/Length ${packed.length}>>stream\n`,
      'latin1',
    ),
    packed,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF', 'latin1'),
  ]);
}

function pageObjects(id: number, content: string): string[] {
  return [
    `${id} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>/Contents ${id + 1} 0 R>>endobj`,
    `${id + 1} 0 obj<</Length ${content.length}>>stream\n${content}\nendstream endobj`,
  ];
}

/** Lines 14 points apart; an empty one makes a gap. */
function contentOf(lines: readonly string[]): string {
  return `BT /F1 12 Tf 20 780 Td ${lines.map((line) => `(${line}) Tj 0 -14 Td`).join(' ')} ET`;
}

/** A DOCX with these parts, and what every DOCX has beside them. `body` is WordprocessingML. */
export async function docxOf(body: string, parts: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const zip = new JSZip();
  const packages = 'http://schemas.openxmlformats.org/package/2006';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  zip.file(
    '[Content_Types].xml',
    `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
  );
  zip.file(
    '_rels/.rels',
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
  );
  zip.file(
    'word/document.xml',
    `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
  );
  for (const [name, content] of Object.entries(parts)) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

/** A paragraph of WordprocessingML; `style` is a style's id, such as `Heading1`. */
export function paragraph(text: string, style?: string): string {
  const properties = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}<w:r><w:t>${text}</w:t></w:r></w:p>`;
}

/** What a style's id means is told by the styles of the file. */
export const HEADING_STYLES = `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${[1, 2]
  .map(
    (level) => `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`,
  )
  .join('')}</w:styles>`;

/** The relationship that leads a reader to the styles. */
export const STYLES_RELATIONSHIP =
  '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>';
