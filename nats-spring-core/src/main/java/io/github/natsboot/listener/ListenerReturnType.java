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
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * What a listener's method returns: nothing, a value, one that may be missing
 * ({@code Optional}), or one that comes later (a {@code CompletionStage}, or a reactive
 * type of one value).
 *
 * @param later whether the result may come later
 * @param wrapped whether the value has to be taken out of what is returned
 * @param value whether there is a value, and not just an end
 * @param unsupported the name of a type that cannot be waited for, or {@code null}
 */
record ListenerReturnType(boolean later, boolean wrapped, boolean value, @Nullable String unsupported) {

	/**
	 * How often to look whether the listener has ended. An interrupt would be quicker,
	 * but may be swallowed by what ran before.
	 */
	private static final long LOOK_MILLIS = 100;

	static ListenerReturnType of(Method method, Class<?> beanType) {
		ResolvableType type = ResolvableType.forMethodReturnType(method, beanType);
		Class<?> raw = type.resolve(Object.class);
		if (CompletionStage.class.isAssignableFrom(raw)) {
			return later(type.as(CompletionStage.class).getGeneric());
		}
		ReactiveAdapterRegistry registry = ReactiveAdapterRegistry.getSharedInstance();
		ReactiveAdapter adapter = registry.getAdapter(raw);
		if (adapter != null && !adapter.isMultiValue() && registry.getAdapter(CompletableFuture.class) != null) {
			return adapter.isNoValue() ? new ListenerReturnType(true, true, false, null) : later(type.getGeneric());
		}
		if (adapter != null || Future.class.isAssignableFrom(raw) || Flow.Publisher.class.isAssignableFrom(raw)) {
			return new ListenerReturnType(true, true, true, raw.getSimpleName());
		}
		boolean value = raw != void.class && raw != Void.class;
		return new ListenerReturnType(false, raw == Optional.class || raw == Object.class, value, null);
	}

	/**
	 * The type of the value that is sent, which may come later or be missing.
	 */
	static ResolvableType value(Method method, Class<?> beanType) {
		ResolvableType type = ResolvableType
			.forType(GenericTypeResolver.resolveType(method.getGenericReturnType(), beanType));
		return (of(method, beanType).wrapped() && type.hasGenerics()) ? type.getGeneric() : type;
	}

	private static ListenerReturnType later(ResolvableType value) {
		return new ListenerReturnType(true, true, value.resolve() != Void.class, null);
	}

	/**
	 * Take the value out of what was returned, and wait for it if it is to come.
	 * @param returned what the method, or an interceptor in its place, returned
	 * @param abandoned whether waiting makes no sense any more
	 * @return the value
	 * @throws CancellationException when waiting made no sense any more
	 * @throws UnsupportedResultException when it is of a type that cannot be waited for
	 * @throws Exception what the result failed with
	 */
	static @Nullable Object unwrap(@Nullable Object returned, BooleanSupplier abandoned) throws Exception {
		Object value = returned;
		if (value instanceof CompletionStage<?> stage) {
			value = await(stage.toCompletableFuture(), abandoned);
		}
		else if (value != null) {
			ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(value.getClass());
			requireSupported(value, adapter);
			value = (adapter != null) ? await(Reactive.toFuture(adapter, value), abandoned) : value;
		}
		return (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
	}

	/**
	 * Refuse what only shows at run time, as the method is declared to return an
	 * {@code Object}: its end cannot be waited for, or is that of many values.
	 */
	private static void requireSupported(Object value, @Nullable ReactiveAdapter adapter) {
		if ((adapter != null) ? adapter.isMultiValue() : value instanceof Future || value instanceof Flow.Publisher) {
			throw new UnsupportedResultException(value.getClass());
		}
	}

	private static @Nullable Object await(CompletableFuture<?> result, BooleanSupplier abandoned) throws Exception {
		while (!abandoned.getAsBoolean()) {
			try {
				return result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException | InterruptedException ex) {
				// Whether the listener has ended is looked up.
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof Error error) {
					throw error;
				}
				throw (ex.getCause() instanceof Exception cause) ? cause : ex;
			}
		}
		result.cancel(true);
		throw new CancellationException("The listener stopped before the result was there");
	}

	/**
	 * What needs Reactor, which may be missing.
	 */
	private static final class Reactive {

		static CompletableFuture<?> toFuture(ReactiveAdapter adapter, Object value) {
			ReactiveAdapter futures = ReactiveAdapterRegistry.getSharedInstance().getAdapter(CompletableFuture.class);
			if (futures == null) {
				throw new IllegalStateException("Reactor is needed to wait for a " + value.getClass().getSimpleName());
			}
			return (CompletableFuture<?>) futures.fromPublisher(adapter.toPublisher(value));
		}

	}

}
