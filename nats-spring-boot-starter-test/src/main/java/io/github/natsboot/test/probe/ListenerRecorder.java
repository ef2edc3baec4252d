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

package io.github.natsboot.test.probe;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.listener.ListenerInterceptor;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * Sees all calls of listeners and what becomes of their messages, and lets calls fail
 * that a test wants to fail. The outermost interceptor, so that the failures of others
 * are seen too.
 */
final class ListenerRecorder implements ListenerInterceptor, ListenerInstrumentation, Ordered {

	private final NatsMessageConverter converter;

	private final ConcurrentMap<String, ListenerRecord> records = new ConcurrentHashMap<>();

	ListenerRecorder(NatsMessageConverter converter) {
		this.converter = converter;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	ListenerRecord record(String listenerId) {
		return this.records.computeIfAbsent(listenerId, (id) -> new ListenerRecord());
	}

	/**
	 * What listeners were called for in this test, for a failure's text.
	 */
	String describeCalls() {
		List<String> calls = this.records.values()
			.stream()
			.flatMap((record) -> record.calls().stream())
			.map(String::valueOf)
			.limit(20)
			.toList();
		return calls.isEmpty() ? "; no listener was called in this test"
				: "; the calls of listeners in this test:\n  " + String.join("\n  ", calls);
	}

	void clear() {
		this.records.values().forEach(ListenerRecord::clear);
	}

	void clearFaults() {
		this.records.values().forEach(ListenerRecord::clearFaults);
	}

	@Override
	public @Nullable Object intercept(Invocation invocation) throws Exception {
		ListenerRecord record = record(invocation.listener().id());
		List<ListenerCall> calls = invocation.messages()
			.stream()
			.map((message) -> new ListenerCall(invocation.listener(), message, this.converter, true))
			.toList();
		Exception fault = record.begin(calls);
		try {
			if (fault != null) {
				throw fault;
			}
			Object value = invocation.proceed();
			calls.forEach((call) -> call.returned(value));
			return value;
		}
		catch (Throwable ex) {
			calls.forEach((call) -> call.failed(ex));
			throw ex;
		}
		finally {
			record.end(calls);
		}
	}

	@Override
	public void settled(ListenerInfo listener, Message message, Settlement settlement) {
		if (settlement != Settlement.HANDED_BACK) {
			record(listener.id()).settle(message, settlement,
					() -> new ListenerCall(listener, message, this.converter, false));
		}
	}

	@Override
	public void deadLettered(ListenerInfo listener, Message message, DeadLetterReason reason, PublishAck stored) {
		record(listener.id()).addDeadLetter(message, stored);
	}

	@Override
	public void deadLetterFailed(ListenerInfo listener, Message message) {
		record(listener.id()).addUnstored(new CapturedMessage(message, this.converter));
	}

}
