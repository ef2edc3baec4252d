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

import io.github.natsboot.observation.NatsListenerObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Who looks on, and who steps in, while listeners work. Shared by all listeners of an
 * application.
 *
 * @param observations the registry of observations
 * @param convention names and tags of observations, or {@code null} for the default ones
 * @param instrumentation is told what becomes of messages
 * @param interceptors step in around the calls of methods, the outermost first
 * @param scope surrounds the work on each message
 * @since 0.1.0
 */
public record ListenerHooks(ObservationRegistry observations, @Nullable NatsListenerObservationConvention convention,
		ListenerInstrumentation instrumentation, List<ListenerInterceptor> interceptors, ListenerScope scope) {

	/**
	 * Nobody.
	 */
	public static final ListenerHooks NONE = new ListenerHooks(ObservationRegistry.NOOP, null,
			ListenerInstrumentation.NONE, List.of(), ListenerScope.NONE);

	/**
	 * Take the values.
	 * @param observations the registry of observations
	 * @param convention names and tags of observations, or {@code null} for the default
	 * ones
	 * @param instrumentation is told what becomes of messages
	 * @param interceptors step in around the calls of methods, the outermost first
	 * @param scope surrounds the work on each message
	 */
	public ListenerHooks {
		interceptors = List.copyOf(interceptors);
	}

	/**
	 * Make what observes the work of a listener.
	 * @param listener the listener
	 * @return the observer
	 */
	public ListenerObserver observer(ListenerInfo listener) {
		return new ListenerObserver(this.observations, this.convention, listener);
	}

	/**
	 * Make what calls the method of a listener.
	 * @param listener the listener
	 * @param method its method
	 * @return the method behind the interceptors
	 */
	public ListenerInvoker invoker(ListenerInfo listener, ListenerMethod method) {
		return new ListenerInvoker(listener, method, this.interceptors);
	}

}
