/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.natsboot.listener.AckMode;
import io.github.natsboot.listener.Ordering;
import io.github.natsboot.provisioning.Provisioning;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of JetStream.
 *
 * @param domain JetStream domain to use. Excludes a prefix.
 * @param prefix Prefix of the subjects of the JetStream API. Excludes a domain.
 * @param publish Publishing to streams.
 * @param provisioning What the application may change on the server.
 * @param streams Streams that are declared, by name.
 * @param keyValue Key-value buckets that are declared, by name.
 * @param listener Listeners on streams and buckets, where they do not say otherwise.
 * @since 0.1.0
 */
@ConfigurationProperties("nats.jetstream")
public record NatsJetStreamProperties(@Nullable String domain, @Nullable String prefix, @DefaultValue Publish publish,
		@DefaultValue("create") Provisioning provisioning, @DefaultValue Map<String, NatsStreamProperties> streams,
		@DefaultValue Map<String, NatsBucketProperties> keyValue, @DefaultValue Listener listener) {

	/**
	 * Publishing to streams.
	 *
	 * @param timeout Time to wait for the acknowledgement of one attempt.
	 * @param retryTimeout Time within which a publish of unknown outcome is tried again,
	 * with the same message id. Zero for a single attempt.
	 * @param maxInFlight Number of messages that may wait for their acknowledgement
	 * before an asynchronous publish waits too.
	 * @param messageId Whether to give an id to messages that have none, so that one that
	 * is sent again is stored once.
	 */
	public record Publish(@DefaultValue("5s") Duration timeout, @DefaultValue("10s") Duration retryTimeout,
			@DefaultValue("1000") int maxInFlight, @DefaultValue("true") boolean messageId) {

	}

	/**
	 * Listeners on streams, where they do not say otherwise.
	 *
	 * @param concurrency Number of messages that one listener handles at a time.
	 * @param ackMode Who says that a message was worked on.
	 * @param ordering Which messages are handled strictly one after the other.
	 * @param ackWait Time the server waits for an acknowledgement before it delivers a
	 * message again. Extended while a message is being handled. Left to the consumer by
	 * default.
	 * @param prefetch Number of messages to ask for ahead of those being handled. Found
	 * by measuring by default.
	 * @param autoStartup Whether to start listeners with the application.
	 * @param shutdownTimeout Time that messages being handled have to finish when a
	 * listener stops.
	 * @param batch Gathering messages for methods that take a list.
	 * @param retry Handling a message again that failed.
	 * @param deadLetter Messages that are given up.
	 */
	public record Listener(@DefaultValue("1") int concurrency, @DefaultValue("auto") AckMode ackMode,
			@DefaultValue("none") Ordering ordering, @Nullable Duration ackWait, @Nullable Integer prefetch,
			@DefaultValue("true") boolean autoStartup, @DefaultValue("20s") Duration shutdownTimeout,
			@DefaultValue Batch batch, @DefaultValue Retry retry, @DefaultValue DeadLetter deadLetter) {

	}

	/**
	 * Gathering messages for methods that take a list.
	 *
	 * @param size Largest number of messages given to the method at once.
	 * @param timeout Time to wait for a batch to be full, from its first message on. Zero
	 * for what is there already.
	 */
	public record Batch(@DefaultValue("100") int size, @DefaultValue("100ms") Duration timeout) {

	}

	/**
	 * Handling a message again that failed.
	 *
	 * @param maxRetries Number of times a message is handled again after it failed.
	 * @param delay Time before the first retry.
	 * @param multiplier Factor by which the delay grows with each retry.
	 * @param maxDelay Longest time between two retries.
	 * @param jitter Time by which a delay may be shorter or longer, at random, between
	 * delay and max-delay. Meant for the first delay, and grows with the multiplier.
	 */
	public record Retry(@DefaultValue("3") int maxRetries, @DefaultValue("1s") Duration delay,
			@DefaultValue("2") double multiplier, @DefaultValue("1m") Duration maxDelay,
			@DefaultValue("100ms") Duration jitter) {

	}

	/**
	 * Messages that are given up.
	 *
	 * @param subject Subject of dead letters. The names of the stream and of the durable
	 * consumer replace {stream} and {durable}.
	 * @param stream Stream that keeps dead letters, created if no stream captures their
	 * subject. The name of the stream they come from replaces {stream}.
	 * @param stackTrace Whether dead letters tell the stack trace of the failure. It may
	 * tell of the payload.
	 */
	public record DeadLetter(@DefaultValue("dlq.{stream}.{durable}") String subject,
			@DefaultValue("{stream}_DLQ") String stream, @DefaultValue("false") boolean stackTrace) {

	}

}
