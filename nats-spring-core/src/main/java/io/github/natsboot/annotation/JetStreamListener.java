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

package io.github.natsboot.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Makes a method a listener on a JetStream stream through a durable consumer. JetStream
 * delivers <em>at least once</em>: when the method returns, the message is acknowledged;
 * when it throws, the server delivers the message again after a delay, and after the last
 * retry it becomes a dead letter. A message may come more than once, so the work should
 * be idempotent.
 * <p>
 * The method takes what {@link NatsListener} methods take, and
 * {@code io.nats.client.impl.NatsJetStreamMetaData}; with the {@link #ackMode()}
 * {@code MANUAL} an {@code io.github.natsboot.listener.Acknowledgment} too. A value that
 * the method returns is published to the subject of {@code @SendTo}, confirmed by
 * JetStream, before the message is acknowledged; without {@code @SendTo} the method must
 * return nothing. A {@code CompletableFuture}, a {@code CompletionStage} or a
 * {@code Mono} is waited for: its end counts as that of the method.
 * <p>
 * A method that takes a {@code List} is given a batch: a {@code List<Order>}, a
 * {@code List<Message<Order>>} with the headers, or a
 * {@code List<io.nats.client.Message>}. When it returns, all are acknowledged; when it
 * throws, all are retried, unless it says with a
 * {@code io.github.natsboot.listener.BatchListenerFailedException} which one it failed
 * on. With {@code MANUAL} it takes an {@code Acknowledgment}, or a
 * {@code BatchAcknowledgment}, beside the list.
 * <p>
 * All text attributes may hold <code>${…}</code> placeholders and <code>#{…}</code>
 * expressions, in which <code>__listener</code> is the bean itself. An empty attribute
 * means "as configured".
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(JetStreamListeners.class)
public @interface JetStreamListener {

	/**
	 * Name of the listener in the registry, in metrics, in health and in the Actuator.
	 * Unique in an application; by default the bean's name and the method's, joined by a
	 * dot.
	 * @return the id
	 */
	String id() default "";

	/**
	 * Alias of {@link #subjects()}.
	 * @return the subjects
	 */
	@AliasFor("subjects")
	String[] value() default {};

	/**
	 * Subjects of the stream to listen on; wildcards and names as in
	 * {@link NatsListener}. By default everything in the stream. More than one needs a
	 * server of version 2.10 or newer.
	 * @return the subjects
	 */
	@AliasFor("value")
	String[] subjects() default {};

	/**
	 * Name of the stream. By default the stream that captures {@link #subjects()}, which
	 * the server is asked for at start-up.
	 * @return the name
	 */
	String stream() default "";

	/**
	 * Name of the durable consumer, which keeps the listener's position in the stream.
	 * All listeners of one durable, in all instances of the application, share the
	 * messages. By default made of the application's name and {@link #id()}.
	 * @return the name
	 */
	String durable() default "";

	/**
	 * Number of messages that are worked on at the same time, each on a thread of its
	 * own. By default {@code nats.jetstream.listener.concurrency}, which is 1: one after
	 * the other; a message that is retried comes after those behind it, unless
	 * {@link #ordering()} says otherwise.
	 * @return the number
	 */
	String concurrency() default "";

	/**
	 * Whether the listener starts with the application. By default
	 * {@code nats.jetstream.listener.auto-startup}, which is {@code true}.
	 * @return {@code "true"} or {@code "false"}
	 */
	String autoStartup() default "";

	/**
	 * Who says that a message was worked on: {@code AUTO} (the library, by whether the
	 * method returns or throws), {@code MANUAL} (the method, through an
	 * {@code io.github.natsboot.listener.Acknowledgment} that it takes) or {@code NONE}
	 * (nobody: at most once, without retries and dead letters; what the method fails on
	 * is gone). By default {@code nats.jetstream.listener.ack-mode}, which is
	 * {@code AUTO}.
	 * @return the mode
	 */
	String ackMode() default "";

	/**
	 * Which messages are worked on strictly one after the other, in the order of the
	 * stream, also where one of them is retried: {@code NONE}, {@code KEY} (those of one
	 * subject; others at the same time, as {@link #concurrency()} says; one instance of
	 * the application at a time) or {@code STREAM} (all; across all instances). A message
	 * that is retried holds up those behind it until it succeeds or becomes a dead
	 * letter. By default {@code nats.jetstream.listener.ordering}, which is {@code NONE}.
	 * @return the ordering
	 */
	String ordering() default "";

	/**
	 * How long the server waits for an acknowledgement before it delivers a message
	 * again, as a duration such as {@code 30s}. While the method runs the time is
	 * extended, so this is how long the loss of a process goes unnoticed, not how long
	 * the method may take. By default {@code nats.jetstream.listener.ack-wait}, else what
	 * the consumer has, else 30 seconds.
	 * @return the duration
	 */
	String ackWait() default "";

	/**
	 * Number of messages that are asked for ahead of the ones being worked on. By default
	 * {@code nats.jetstream.listener.prefetch}, else as many as can be worked on soon,
	 * found by measuring, 500 at most.
	 * @return the number
	 */
	String prefetch() default "";

	/**
	 * Largest number of messages that the method is given at once, where it takes a
	 * {@code List}. By default {@code nats.jetstream.listener.batch.size}, which is 100.
	 * @return the number
	 */
	String batchSize() default "";

	/**
	 * How long to wait for a batch to be full, from its first message on, as a duration;
	 * {@code 0} for what is there already. By default
	 * {@code nats.jetstream.listener.batch.timeout}, which is 100 milliseconds.
	 * @return the duration
	 */
	String batchTimeout() default "";

	/**
	 * Where a new consumer begins in the stream: {@code ALL} (the first message),
	 * {@code NEW} (what is stored from now on), {@code LAST} (the last message),
	 * {@code LAST_PER_SUBJECT} (the last of each subject; needs {@link #subjects()}),
	 * {@code BY_START_SEQUENCE} or {@code BY_START_TIME}. By default {@code ALL}, or what
	 * {@link #startSequence()} or {@link #startTime()} says.
	 * <p>
	 * This counts when the consumer is made, and never again: one that exists goes on
	 * from where it is, whatever it began with.
	 * @return the policy
	 */
	String deliverPolicy() default "";

	/**
	 * Sequence number of the message that a new consumer begins with, 1 for the first of
	 * the stream; if that is gone, it begins with the next.
	 * @return the number
	 */
	String startSequence() default "";

	/**
	 * Time that a new consumer begins with, in ISO 8601 with a zone, such as
	 * {@code 2026-01-31T08:00:00Z}: the first message that was stored then or later.
	 * @return the time
	 */
	String startTime() default "";

	/**
	 * How failures are retried.
	 * @return the retry settings
	 */
	Retry retry() default @Retry;

	/**
	 * Subject that dead letters of this listener are published to. By default
	 * {@code dlq.<stream>.<durable>}, kept in the stream {@code <stream>_DLQ}.
	 * @return the subject
	 */
	String deadLetter() default "";

	/**
	 * Name of the {@code JetStreamListenerContainerFactory} bean to make the listener's
	 * container with. By default {@code jetStreamListenerContainerFactory}.
	 * @return the name, or an expression that gives the bean itself
	 */
	String containerFactory() default "";

	/**
	 * Name of the {@code io.github.natsboot.listener.error.ErrorHandler} bean that
	 * decides what becomes of a message the method failed on, within the bounds of
	 * {@link #retry()}. By default that of the container factory, if it has one; else the
	 * retry settings decide.
	 * @return the name, or an expression that gives the bean itself
	 */
	String errorHandler() default "";

}
