import { MemoryLiveStreams } from '../../server/live-streams/memory.ts';
import { describeLiveStreams } from './live-streams-contract.ts';

describeLiveStreams('MemoryLiveStreams', () => new MemoryLiveStreams());
