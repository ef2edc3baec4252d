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
 * Makes a method a listener on the keys of a key-value bucket. It is called with the
 * current value of each key first, and with each change then, one after the other in the
 * order of the bucket. Each instance of the application gets all of them; nothing is
 * shared out and nothing is acknowledged. The last value of a key always comes; one that
 * is replaced before it could be delivered comes only if the history of the bucket still
 * has it.
 * <p>
 * The method takes what Spring's messaging methods take: the value as payload (a
 * {@code byte[]}, a {@code String} or any type that JSON is read into), or parameters
 * annotated with {@code @Payload}, {@code @Header} or {@code @DestinationVariable} for
 * the named tokens of the key, besides the native
 * {@code io.nats.client.api.KeyValueEntry}, {@code KeyValueOperation} and
 * {@code io.nats.client.Message}. The key is the header
 * {@code io.github.natsboot.support.NatsHeaders.KEY}. The type is always that of the
 * parameter, never one that a header names.
 * <p>
 * A key that was deleted or purged has no value. The method has to take that (an
 * {@code Optional}, a {@code @Nullable} parameter or {@code @Payload(required = false)}),
 * or {@link #ignoreDeletes()} has to be set.
 * <p>
 * When the method throws, it is called again with the same change, in place, and the
 * changes behind it wait; see {@link #retry()}. What still fails then is given up: an
 * error in the log, a {@code KeyValueEntryFailedEvent}, and the outcome {@code given_up}
 * of the meter {@code nats.listener.settlements}. The value stays in the bucket.
 * <p>
 * All text attributes may hold <code>${…}</code> placeholders and <code>#{…}</code>
 * expressions. An empty attribute means "as configured".
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(KeyValueListeners.class)
public @interface KeyValueListener {

	/**
	 * Name of the listener in the registry, in metrics, in health and in the Actuator.
	 * Unique in an application; by default the bean's name and the method's, joined by a
	 * dot.
	 * @return the id
	 */
	String id() default "";

	/**
	 * Alias of {@link #bucket()}.
	 * @return the name of the bucket
	 */
	@AliasFor("bucket")
	String value() default "";

	/**
	 * Name of the bucket. It has to be there, or to be declared with
	 * {@code nats.jetstream.key-value} or a bean of type {@code KeyValueConfiguration}.
	 * @return the name of the bucket
	 */
	@AliasFor("value")
	String bucket() default "";

	/**
	 * Keys to listen on. {@code *} stands for one token, a last token {@code >} for one
	 * or more. A name in braces stands for one token too, as in
	 * <code>eur.{currency}</code>, and is given to a parameter with
	 * {@code @DestinationVariable}. By default all keys. No two may match the same key.
	 * @return the keys
	 */
	String[] keys() default {};

	/**
	 * What the method is called with: {@code LAST} for the current value of each key and
	 * then each change, {@code UPDATES_ONLY} for changes after the start, {@code HISTORY}
	 * for all values that the bucket keeps of each key and then each change. Each start
	 * of the listener begins anew. {@code LAST} by default.
	 * @return the name of the choice
	 */
	String deliver() default "";

	/**
	 * Whether the method is not called for keys that were deleted, purged or that have
	 * expired. {@code false} by default.
	 * @return {@code "true"} or {@code "false"}
	 */
	String ignoreDeletes() default "";

	/**
	 * Whether the listener starts with the application. By default
	 * {@code nats.jetstream.listener.auto-startup}, which is {@code true}.
	 * @return {@code "true"} or {@code "false"}
	 */
	String autoStartup() default "";

	/**
	 * How failures are retried. By default as {@code nats.jetstream.listener.retry} says.
	 * The changes behind a failing one wait meanwhile.
	 * @return the retry settings
	 */
	Retry retry() default @Retry;

}
