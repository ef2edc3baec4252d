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

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/**
 * Calls a listener's method through the interceptors. Safe for concurrent use.
 */
public final class ListenerInvoker {

	private final ListenerInfo listener;

	private final ListenerMethod method;

	private final List<ListenerInterceptor> interceptors;

	ListenerInvoker(ListenerInfo listener, ListenerMethod method, List<ListenerInterceptor> interceptors) {
		this.listener = listener;
		this.method = method;
		this.interceptors = interceptors;
	}

	/**
	 * Invoke the method with the arguments it takes from the message.
	 * @param message the message
	 * @param provided values that are passed as they are to parameters of their types
	 * @return what the method, or an interceptor in its place, returned
	 * @throws UnreadableMessageException when the arguments could not be made; the method
	 * was not called
	 * @throws Exception what the method, or an interceptor, threw
	 */
	public @Nullable Object invoke(Message message, Object... provided) throws Exception {
		return this.interceptors.isEmpty() ? this.method.invoke(message, provided)
				: new Step(0, List.of(message), () -> this.method.invoke(message, provided)).proceed();
	}

	/**
	 * Invoke the method as {@link #invoke(Message, Object...)} does, and tell whether it
	 * was called: an interceptor may have answered in its place.
	 * @param message the message
	 * @param called is told before the method is called
	 * @param provided values that are passed as they are to parameters of their types
	 * @return what the method, or an interceptor in its place, returned
	 * @throws Exception what the method, or an interceptor, threw
	 */
	public @Nullable Object invokeTelling(Message message, Runnable called, Object... provided) throws Exception {
		return new Step(0, List.of(message), () -> {
			called.run();
			return this.method.invoke(message, provided);
		}).proceed();
	}

	/**
	 * Read one message of a batch.
	 * @param message the message
	 * @return what the method takes for it
	 * @throws UnreadableMessageException when the message cannot be read
	 */
	public @Nullable Object read(Message message) throws UnreadableMessageException {
		return this.method.readElement(message);
	}

	/**
	 * Invoke the method with a batch.
	 * @param messages the messages, one at least
	 * @param called is told before the method is called: an interceptor may have answered
	 * in its place
	 * @param elements what was read of the messages
	 * @param provided values that are passed as they are to parameters of their types
	 * @return what the method, or an interceptor in its place, returned
	 * @throws Exception what the method, or an interceptor, threw
	 */
	public @Nullable Object invokeBatch(List<Message> messages, Runnable called, List<?> elements, Object... provided)
			throws Exception {
		return new Step(0, messages, () -> {
			called.run();
			return this.method.invokeBatch(elements, provided);
		}).proceed();
	}

	/**
	 * Whether the method returns a value.
	 * @return {@code false} if it is {@code void}, or its result only says that it has
	 * ended
	 */
	public boolean hasReturnValue() {
		return this.method.hasReturnValue();
	}

	/**
	 * Whether {@link #unwrap} has to be called to get at the value.
	 * @return {@code true} if so
	 */
	public boolean wrapsValue() {
		return this.method.returnType().wrapped();
	}

	/**
	 * Take the value out of what was returned: out of an {@code Optional}, or out of a
	 * result that comes later, which is waited for.
	 * @param returned what {@link #invoke} returned
	 * @param abandoned whether waiting makes no sense any more; then the result is
	 * cancelled
	 * @return the value, or {@code null} if there is none
	 * @throws java.util.concurrent.CancellationException when waiting made no sense any
	 * more
	 * @throws UnsupportedResultException when it is of a type that cannot be waited for
	 * @throws Exception what the result failed with
	 */
	public @Nullable Object unwrap(@Nullable Object returned, BooleanSupplier abandoned) throws Exception {
		return ListenerReturnType.unwrap(returned, abandoned);
	}

	/**
	 * A place in the chain of interceptors, with the method at its end.
	 */
	private final class Step implements ListenerInterceptor.Invocation {

		private final int index;

		private final List<Message> messages;

		private final Callable<@Nullable Object> call;

		private Step(int index, List<Message> messages, Callable<@Nullable Object> call) {
			this.index = index;
			this.messages = messages;
			this.call = call;
		}

		@Override
		public ListenerInfo listener() {
			return ListenerInvoker.this.listener;
		}

		@Override
		public Message message() {
			return this.messages.get(0);
		}

		@Override
		public List<Message> messages() {
			return this.messages;
		}

		@Override
		public @Nullable Object proceed() throws Exception {
			List<ListenerInterceptor> all = ListenerInvoker.this.interceptors;
			return (this.index < all.size())
					? all.get(this.index).intercept(new Step(this.index + 1, this.messages, this.call))
					: this.call.call();
		}

	}

}
