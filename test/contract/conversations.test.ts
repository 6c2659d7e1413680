import { MemoryConversations } from '../../server/conversations/memory.ts';
import { describeConversations } from './conversations-contract.ts';

describeConversations('MemoryConversations', () => new MemoryConversations());
