import { count, optionalCount, text } from '../kit/fields.ts';
import { usageStream } from './usage-stream.ts';

const BY_MODEL = ['project_id', 'user_id', 'api_key_id', 'model'];

/** Tokens given to embedding models. */
export const embeddings = usageStream({
  name: 'embeddings',
  groupBy: BY_MODEL,
  fields: { input_tokens: count, num_model_requests: optionalCount },
  columns: (r) => ({ embedding: r.input_tokens, requests: r.num_model_requests, flags: ['tier_assumed'] }),
});

/** Tokens checked by moderation models; they are free and know no cache. */
export const moderations = usageStream({
  name: 'moderations',
  groupBy: BY_MODEL,
  fields: { input_tokens: count, num_model_requests: optionalCount },
  columns: (r) => ({ input_uncached: r.input_tokens, requests: r.num_model_requests, flags: ['tier_assumed'] }),
});

/** Images made through the Images API. */
export const images = usageStream({
  name: 'images',
  groupBy: [...BY_MODEL, 'size', 'source'],
  keyFields: ['size', 'source'],
  fields: { images: count, num_model_requests: optionalCount, size: text, source: text },
  columns: (r) => ({ image_count: r.images, requests: r.num_model_requests }),
});

/** Characters read aloud. */
export const audioSpeeches = usageStream({
  name: 'audio_speeches',
  groupBy: BY_MODEL,
  fields: { characters: count, num_model_requests: optionalCount },
  columns: (r) => ({ characters: r.characters, requests: r.num_model_requests }),
});

/** Seconds of audio written down. */
export const audioTranscriptions = usageStream({
  name: 'audio_transcriptions',
  groupBy: BY_MODEL,
  fields: { seconds: count, num_model_requests: optionalCount },
  columns: (r) => ({ seconds: r.seconds, requests: r.num_model_requests }),
});

/** Bytes kept in vector stores. */
export const vectorStores = usageStream({
  name: 'vector_stores',
  groupBy: ['project_id'],
  fields: { usage_bytes: count },
  columns: (r) => ({ quantity: r.usage_bytes.toString(), quantity_unit: 'bytes' }),
});

/** Code interpreter containers started. */
export const codeInterpreterSessions = usageStream({
  name: 'code_interpreter_sessions',
  groupBy: ['project_id'],
  fields: { num_sessions: count },
  columns: (r) => ({ sessions: r.num_sessions }),
});
