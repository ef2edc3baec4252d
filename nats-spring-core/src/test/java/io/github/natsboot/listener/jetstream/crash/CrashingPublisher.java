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

package io.github.natsboot.listener.jetstream.crash;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.github.natsboot.core.JetStreamMessageSpec;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.listener.jetstream.crash.Crash.Breakage;
import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;

/**
 * Tells a {@link CrashTrigger} before something is published and after the server has
 * confirmed it.
 */
class CrashingPublisher implements JetStreamOperations {

	private final JetStreamOperations delegate;

	private final CrashTrigger trigger;

	CrashingPublisher(JetStreamOperations delegate, CrashTrigger trigger) {
		this.delegate = delegate;
		this.trigger = trigger;
	}

	@Override
	public PublishAck publish(String subject, @Nullable Object payload) {
		return this.delegate.publish(subject, payload);
	}

	@Override
	public CompletableFuture<PublishAck> publishAsync(String subject, @Nullable Object payload) {
		return this.delegate.publishAsync(subject, payload);
	}

	@Override
	public JetStreamMessageSpec message(@Nullable Object payload) {
		return (JetStreamMessageSpec) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { JetStreamMessageSpec.class }, new Spec(this.delegate.message(payload)));
	}

	@Override
	public PublishAck publishBatch(List<? extends JetStreamMessageSpec> messages) {
		return this.delegate.publishBatch(messages);
	}

	private final class Spec implements InvocationHandler {

		private final JetStreamMessageSpec spec;

		private boolean letter;

		Spec(JetStreamMessageSpec spec) {
			this.spec = spec;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
			CrashTrigger trigger = CrashingPublisher.this.trigger;
			switch (method.getName()) {
				case "subject" -> this.letter = arguments[0].toString().startsWith("dlq.");
				case "id" -> {
					if (trigger.isBroken(Breakage.NEW_ID_EACH_TIME)) {
						arguments[0] = arguments[0] + UUID.randomUUID().toString();
					}
				}
				case "publish" -> {
					trigger.reach(this.letter ? CrashPoint.BEFORE_LETTER : CrashPoint.BEFORE_RESULT);
					Object confirmed = proceed(method, arguments);
					trigger.reach(this.letter ? CrashPoint.LETTER_CONFIRMED : CrashPoint.RESULT_CONFIRMED);
					return confirmed;
				}
				default -> {
				}
			}
			Object result = proceed(method, arguments);
			return (result == this.spec) ? proxy : result;
		}

		private @Nullable Object proceed(Method method, Object @Nullable [] arguments) throws Throwable {
			try {
				return method.invoke(this.spec, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getCause();
			}
		}

	}

}
