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

package io.github.natsboot.listener;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * What a listener calls that has no bean method.
 *
 * @param <T> the type of the payload
 * @since 0.1.0
 */
@FunctionalInterface
public interface ListenerHandler<T> {

	/**
	 * Work on a message.
	 * @param payload what was in the message
	 * @throws Exception when that failed, with the same consequences as for a method
	 */
	void handle(T payload) throws Exception;

	/**
	 * The same with a value, to reply with or to send on.
	 *
	 * @param <T> the type of the payload
	 */
	@FunctionalInterface
	interface Replying<T> {

		/**
		 * Work on a message.
		 * @param payload what was in the message
		 * @return the value; an {@code Optional} or a result that comes later stands for
		 * its value, as with methods
		 * @throws Exception when that failed, with the same consequences as for a method
		 */
		@Nullable Object handle(T payload) throws Exception;

	}

	/**
	 * The method of a handler's interface.
	 * @param type {@link ListenerHandler} or {@link Replying}
	 * @return the method
	 */
	static Method method(Class<?> type) {
		Method method = ReflectionUtils.findMethod(type, "handle", Object.class);
		Assert.state(method != null, () -> "No handler: " + type.getName());
		return method;
	}

}
