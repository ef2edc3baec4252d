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
 * Makes a method a listener on core NATS subjects. Core NATS delivers <em>at most
 * once</em>: a message that arrives while no listener is there, or that a listener fails
 * on, is gone. Use {@link JetStreamListener} where each message has to be worked on.
 * <p>
 * The method takes what Spring's messaging methods take: the payload (a {@code byte[]}, a
 * {@code String} or any type that JSON is read into), or parameters annotated with
 * {@code @Payload}, {@code @Header}, {@code @Headers} or {@code @DestinationVariable}, or
 * a {@code Message<?>}, besides the native {@code io.nats.client.Message}. The type is
 * always that of the parameter, never one that a header names.
 * <p>
 * A value that the method returns is the reply. It goes to the request's reply subject,
 * or, where the message has none, to the subject of {@code @SendTo}. An {@code Optional},
 * a {@code CompletableFuture}, a {@code CompletionStage} or a {@code Mono} stands for its
 * value, which is waited for; without one the reply is empty. When the method throws, a
 * requester gets an error reply with the headers {@code Nats-Service-Error} and
 * {@code Nats-Service-Error-Code} instead of a time-out.
 * <p>
 * All text attributes may hold <code>${…}</code> placeholders and <code>#{…}</code>
 * expressions, in which <code>__listener</code> is the bean itself. An empty attribute
 * means "as configured".
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(NatsListeners.class)
public @interface NatsListener {

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
	 * Subjects to listen on. {@code *} stands for one token, a last token {@code >} for
	 * one or more. A name in braces stands for one token too, as in
	 * <code>sensor.{site}.temperature</code>, and is given to a parameter with
	 * {@code @DestinationVariable}. An expression may give several subjects.
	 * @return the subjects
	 */
	@AliasFor("value")
	String[] subjects() default {};

	/**
	 * Queue group: of all listeners of one group, in this application and in others, one
	 * gets each message. Needed where {@link #concurrency()} is above 1. None by default.
	 * @return the name of the group
	 */
	String queue() default "";

	/**
	 * Number of messages that are worked on at the same time, each on a thread of its
	 * own. By default {@code nats.listener.concurrency}, which is 1: one after the other,
	 * in the order of arrival.
	 * @return the number
	 */
	String concurrency() default "";

	/**
	 * Whether the listener starts with the application. By default
	 * {@code nats.listener.auto-startup}, which is {@code true}.
	 * @return {@code "true"} or {@code "false"}
	 */
	String autoStartup() default "";

	/**
	 * Name of the {@code NatsListenerContainerFactory} bean to make the listener's
	 * container with. By default {@code natsListenerContainerFactory}.
	 * @return the name, or an expression that gives the bean itself
	 */
	String containerFactory() default "";

	/**
	 * Name of the {@code NatsListenerErrorHandler} bean to ask when the method fails. By
	 * default that of the container factory, if it has one; else the requester gets an
	 * error reply.
	 * @return the name, or an expression that gives the bean itself
	 */
	String errorHandler() default "";

}
