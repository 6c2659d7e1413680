import { useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';

import type { SmailChatElement } from '../../../widget/smail-chat.ts';

function Chat({ chatbotId, onAnswer }: { readonly chatbotId: string; readonly onAnswer: (answer: string) => void }) {
  const chat = useRef<SmailChatElement>(null);
  useEffect(() => {
    const element = chat.current;
    const listener = ({ detail }: CustomEvent<{ readonly content: string }>): void => onAnswer(detail.content);
    element?.addEventListener('smail-chat-complete', listener);
    return () => element?.removeEventListener('smail-chat-complete', listener);
  }, [onAnswer]);
  return <smail-chat ref={chat} chatbot-id={chatbotId} theme="light" style={{ height: '32rem' }} />;
}

function App() {
  const [length, setLength] = useState(0);
  return (
    <main>
      <h1>The chat in React</h1>
      <p>The last answer has {length} characters.</p>
      <Chat chatbotId="demo" onAnswer={(answer) => setLength(answer.length)} />
    </main>
  );
}

const container = document.querySelector('#app');
if (container) createRoot(container).render(<App />);
