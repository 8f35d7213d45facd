import type { AccountEvent } from '../account/accountEvents.js';
import type { RestReply, RestRequest } from '../rest/restMessages.js';
import type { FaultWhere } from './faultSpec.js';
import type { Hook } from './hook.js';

/** A frame on its way to one client. */
export interface OutgoingFrame {
  /** `undefined` for replies to control messages. */
  readonly stream: string | undefined;
  readonly payload: string | Buffer;
  /** Told when exactly this frame is handed to the socket. A stage that makes another frame of it leaves this out. */
  readonly onSent?: (() => void) | undefined;
}

/** Stands between a connection and its socket; what it hands on goes to the next stage, at last to the socket. */
export type FrameStage = (frame: OutgoingFrame, handOn: (frame: OutgoingFrame) => void) => void;

/** What faults can do to one connection. Functions that are returned undo it. */
export interface FaultyConnection {
  readonly id: number;
  readonly route: NonNullable<FaultWhere['route']>;
  /** Wall time. */
  readonly openedAtMs: number;
  /** Streams it has asked for. */
  readonly names: ReadonlySet<string>;
  /** TCP reset. */
  readonly reset: () => void;
  /** The end of TCP, without a close frame. */
  readonly cut: () => void;
  readonly close: (code: number, reason: string) => void;
  /** Nothing is read or written. */
  readonly sever: () => () => void;
  readonly ignorePings: () => () => void;
  readonly addStage: (stage: FrameStage) => () => void;
  /** Ends the delivery of a stream; subscribing again begins it anew. */
  readonly loseStream: (name: string) => void;
}

/** An event about to be published on a stream. */
export interface StreamEvent {
  readonly name: string;
  /** For the first final of a kline: the open time of its last minute. */
  readonly closedMinuteMs: number | undefined;
  /** Sends the event to those who listen then, past all faults. */
  readonly deliver: () => void;
}

export interface Handshake {
  readonly path: string;
  readonly route: NonNullable<FaultWhere['route']>;
}

export interface SubscribeAttempt {
  readonly connection: FaultyConnection;
  readonly names: readonly string[];
}

/** Where faults step in, and what they can reach. */
export interface FaultSurface {
  /** New TCP connections; `true` resets one. */
  readonly accepts: Hook<() => boolean>;
  /** An HTTP status refuses the handshake, `hang` leaves it without an answer. */
  readonly handshakes: Hook<(handshake: Handshake) => number | 'hang' | undefined>;
  readonly opened: Hook<(connection: FaultyConnection) => void>;
  /** What answers in place of the exchange. */
  readonly subscribes: Hook<
    (attempt: SubscribeAttempt) => { readonly code: number; readonly message: string } | 'ignored' | undefined
  >;
  /** `true` when the event is taken and must not be published. */
  readonly events: Hook<(event: StreamEvent) => boolean>;
  /** Before a request is carried out: a reply in its place. */
  readonly requests: Hook<(request: RestRequest) => RestReply | undefined>;
  /** After it: what becomes of the reply. */
  readonly replies: Hook<(reply: RestReply, request: RestRequest) => RestReply>;
  readonly connections: () => readonly FaultyConnection[];
  /** Names of the streams somebody listens to. */
  readonly streams: () => readonly string[];
  /** Of the listing. */
  readonly symbols: readonly string[];
  readonly wallNowMs: () => number;
  /** The clock REST shows. */
  readonly serverClock: { readonly shift: (offsetMs: number) => void };
  /** Adds a trade that was missed to a minute that is over, and publishes the second finals. */
  readonly correctMinute: (symbol: string, minuteOpenMs: number) => void;
  readonly listenKeys: ListenKeyFaults | undefined;
  /** Of the account; `true` when the event is taken and must not be sent. */
  readonly userEvents: Hook<(event: UserEvent) => boolean>;
  /** Runs `action` after a time, unless the simulator stops before. */
  readonly later: (delayMs: number, action: () => void) => void;
}

/** An event of the account, before it is sent to its streams. */
export interface UserEvent {
  readonly event: AccountEvent;
  /** Sends it, past all faults. */
  readonly deliver: () => void;
}

/** What faults can do to a user's streams. */
interface ListenKeyFaults {
  /** The one that gets the events. */
  readonly active: string | undefined;
  /** False when there is none to expire. */
  readonly expire: (eventTime: 'number' | 'string') => boolean;
  readonly forget: () => void;
  /** One that looks like any other and belongs to nobody. */
  readonly bogus: () => string;
}
