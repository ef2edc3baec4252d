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
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How failures of a {@link JetStreamListener} are retried. The names are those of Spring
 * Framework's retry support. An empty attribute means "as configured" under
 * {@code nats.jetstream.listener.retry}; text attributes may hold <code>${…}</code>
 * placeholders and <code>#{…}</code> expressions.
 * <p>
 * The wait is the server's: no thread sleeps, and the wait outlives the process.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Retry {

	/**
	 * Number of retries after the first attempt; 0 for none. 3 by default.
	 * @return the number
	 */
	String maxRetries() default "";

	/**
	 * Wait before the first retry, as a duration such as {@code 500ms}. 1 second by
	 * default.
	 * @return the duration
	 */
	String delay() default "";

	/**
	 * What the wait is multiplied by from one retry to the next. 2 by default.
	 * @return the multiplier
	 */
	String multiplier() default "";

	/**
	 * Longest wait between two attempts, as a duration. 1 minute by default.
	 * @return the duration
	 */
	String maxDelay() default "";

	/**
	 * By how much each wait may be shorter or longer, at random, as a duration that is
	 * meant for the first wait and grows with the multiplier. No wait is shorter than
	 * {@link #delay()} nor longer than {@link #maxDelay()}. 100 milliseconds by default.
	 * @return the duration
	 */
	String jitter() default "";

	/**
	 * Exceptions to retry, with their subclasses; causes count. All that are not excluded
	 * by default.
	 * @return the exception types
	 */
	Class<? extends Throwable>[] includes() default {};

	/**
	 * Exceptions not to retry, with their subclasses; causes count. They go to the dead
	 * letters at once.
	 * @return the exception types
	 */
	Class<? extends Throwable>[] excludes() default {};

}
