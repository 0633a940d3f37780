import { memoryStore } from '../../../src/io/store/memory-store.ts';
import { objectStoreContract } from '../object-store.contract.ts';

objectStoreContract('memory', async () => ({ store: memoryStore(), close: async () => {} }));
