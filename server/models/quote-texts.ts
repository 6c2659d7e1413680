import { detectLanguage } from '../knowledge/language.ts';

/** What stands around a quote. The visitor is addressed politely, as in `server/texts/`. */
export interface QuoteTexts {
  /** Says that what follows is quoted. */
  readonly leadIn: string;
  /** Names the document; `{name}` is its name. */
  readonly from: string;
  readonly nothing: string;
  /** What documents that may help are listed under. */
  readonly closest: string;
}

const ENGLISH: QuoteTexts = {
  leadIn: 'I looked this up in our documents, and quote what fits best:',
  from: 'From “{name}”:',
  nothing: 'I found nothing about this in our documents. Could you ask it in other words?',
  closest: 'These pages come nearest to it:',
};

const BY_LANGUAGE: Readonly<Record<string, QuoteTexts>> = {
  en: ENGLISH,
  de: {
    leadIn: 'Ich habe in unseren Dokumenten nachgesehen und zitiere, was am besten passt:',
    from: 'Aus „{name}“:',
    nothing: 'Dazu habe ich in unseren Dokumenten nichts gefunden. Könnten Sie es anders formulieren?',
    closest: 'Diese Seiten kommen dem am nächsten:',
  },
  fr: {
    leadIn: 'J’ai cherché dans nos documents et je cite ce qui correspond le mieux :',
    from: 'Extrait de « {name} » :',
    nothing: 'Je n’ai rien trouvé à ce sujet dans nos documents. Pourriez-vous formuler la question autrement ?',
    closest: 'Voici les pages qui s’en rapprochent le plus :',
  },
  es: {
    leadIn: 'Lo he buscado en nuestros documentos y cito lo que mejor corresponde:',
    from: 'De «{name}»:',
    nothing: 'No he encontrado nada sobre esto en nuestros documentos. ¿Podría preguntarlo con otras palabras?',
    closest: 'Estas páginas son las que más se acercan:',
  },
  pt: {
    leadIn: 'Procurei nos nossos documentos e cito o que melhor corresponde:',
    from: 'De “{name}”:',
    nothing: 'Não encontrei nada sobre isso nos nossos documentos. Poderia perguntar com outras palavras?',
    closest: 'Estas são as páginas que mais se aproximam:',
  },
  it: {
    leadIn: 'Ho cercato nei nostri documenti e cito ciò che corrisponde meglio:',
    from: 'Da «{name}»:',
    nothing: 'Non ho trovato nulla al riguardo nei nostri documenti. Potrebbe chiederlo con altre parole?',
    closest: 'Queste sono le pagine che si avvicinano di più:',
  },
  nl: {
    leadIn: 'Ik heb dit in onze documenten opgezocht en citeer wat het beste past:',
    from: 'Uit “{name}”:',
    nothing: 'Ik heb hierover niets gevonden in onze documenten. Kunt u het anders vragen?',
    closest: 'Deze pagina’s komen het dichtst in de buurt:',
  },
  pl: {
    leadIn: 'Oto cytat z naszych dokumentów, który najlepiej pasuje:',
    from: 'Z „{name}”:',
    nothing: 'W naszych dokumentach nie ma nic na ten temat. Czy można prosić o inne sformułowanie pytania?',
    closest: 'Najbliższe są te strony:',
  },
  tr: {
    leadIn: 'Bunu belgelerimizde aradım ve en uygun olanı alıntılıyorum:',
    from: '“{name}” belgesinden:',
    nothing: 'Belgelerimizde bununla ilgili bir şey bulamadım. Başka sözcüklerle sorabilir misiniz?',
    closest: 'Buna en yakın sayfalar:',
  },
  ar: {
    leadIn: 'بحثت عن ذلك في وثائقنا، وأقتبس أنسب ما وجدت:',
    from: 'من «{name}»:',
    nothing: 'لم أجد شيئًا عن هذا في وثائقنا. هل يمكنكم صياغة السؤال بكلمات أخرى؟',
    closest: 'هذه أقرب الصفحات إليه:',
  },
  he: {
    leadIn: 'חיפשתי זאת במסמכים שלנו, והנה הציטוט המתאים ביותר:',
    from: 'מתוך ”{name}“:',
    nothing: 'לא מצאתי דבר על כך במסמכים שלנו. אפשר לנסח את השאלה במילים אחרות?',
    closest: 'אלה הדפים הקרובים ביותר:',
  },
  hi: {
    leadIn: 'हमारे दस्तावेज़ों से सबसे उपयुक्त अंश उद्धृत है:',
    from: '“{name}” से:',
    nothing: 'हमारे दस्तावेज़ों में इसके बारे में कुछ नहीं मिला। क्या आप इसे दूसरे शब्दों में पूछ सकते हैं?',
    closest: 'ये पृष्ठ इसके सबसे निकट हैं:',
  },
  ja: {
    leadIn: '資料を調べました。最も近い箇所を引用します：',
    from: '「{name}」より：',
    nothing: '資料の中に該当する内容は見つかりませんでした。別の言葉でお尋ねいただけますか。',
    closest: '次のページが近いかもしれません：',
  },
  ko: {
    leadIn: '문서를 찾아보았으며, 가장 알맞은 부분을 인용합니다:',
    from: '“{name}”에서:',
    nothing: '문서에서 이에 관한 내용을 찾지 못했습니다. 다른 말로 질문해 주시겠습니까?',
    closest: '가장 가까운 페이지는 다음과 같습니다:',
  },
  zh: {
    leadIn: '我查阅了我们的文档，引用最相关的内容如下：',
    from: '摘自“{name}”：',
    nothing: '在我们的文档中没有找到相关内容。您能换一种说法再问一次吗？',
    closest: '以下页面最为接近：',
  },
};

/** Languages that no list of words is needed for: by their scripts, or by letters that no other of ours has. */
const BY_LETTERS = [
  ['ar', /\p{Script=Arabic}/u],
  ['he', /\p{Script=Hebrew}/u],
  ['hi', /\p{Script=Devanagari}/u],
  ['pl', /[ąćęłńśźż]/iu],
  ['tr', /[ğışİ]/u],
] as const;

/**
 * @param near - a text that is probably in the language of the question, for questions too short to tell.
 * @returns the texts in the question's language; in English where that is not known or there are none.
 */
export function quoteTexts(question: string, near: string): QuoteTexts {
  const byLetters = BY_LETTERS.find(([, letters]) => letters.test(question))?.[0];
  const likely = near === '' ? [] : [detectLanguage(near).code];
  return BY_LANGUAGE[byLetters ?? detectLanguage(question, likely).code] ?? ENGLISH;
}
