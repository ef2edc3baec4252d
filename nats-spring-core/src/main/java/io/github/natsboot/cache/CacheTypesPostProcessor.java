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

package io.github.natsboot.cache;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Finds the methods that are annotated with {@code @Cacheable} and {@code @CachePut}, and
 * tells {@link CacheTypes} what they return: of a future, an {@code Optional} or a
 * reactive type, what is in it.
 */
public final class CacheTypesPostProcessor implements BeanPostProcessor {

	private final AnnotationCacheOperationSource operations = new AnnotationCacheOperationSource(false);

	private final CacheTypes types;

	/**
	 * Create the post-processor.
	 * @param types is told the types
	 */
	public CacheTypesPostProcessor(CacheTypes types) {
		this.types = types;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
		if (this.operations.isCandidateClass(type)) {
			MethodIntrospector
				.selectMethods(type,
						(MethodIntrospector.MetadataLookup<@Nullable Collection<CacheOperation>>) (
								method) -> this.operations.getCacheOperations(method, type))
				.forEach((method, found) -> found.forEach((operation) -> declare(operation, method, type)));
		}
		return bean;
	}

	private void declare(CacheOperation operation, Method method, Class<?> beanType) {
		if (!(operation instanceof CacheableOperation) && !(operation instanceof CachePutOperation)) {
			return;
		}
		ResolvableType value = value(ResolvableType.forMethodReturnType(method, beanType));
		Class<?> raw = value.resolve();
		if (raw == null || raw == Object.class || raw == void.class || raw == Void.class
				|| value.hasUnresolvableGenerics()) {
			return;
		}
		Type type = resolved(value).getType();
		for (String cache : operation.getCacheNames()) {
			this.types.declare(cache, type, ClassUtils.getShortName(beanType) + "." + method.getName());
		}
	}

	/**
	 * The type with its variables replaced.
	 */
	private static ResolvableType resolved(ResolvableType type) {
		Class<?> raw = ClassUtils.resolvePrimitiveIfNecessary(type.toClass());
		if (!type.hasGenerics()) {
			return ResolvableType.forClass(raw);
		}
		return ResolvableType.forClassWithGenerics(raw,
				Arrays.stream(type.getGenerics())
					.map(CacheTypesPostProcessor::resolved)
					.toArray(ResolvableType[]::new));
	}

	private static ResolvableType value(ResolvableType returned) {
		Class<?> raw = returned.toClass();
		if (raw == Optional.class) {
			return returned.getGeneric(0);
		}
		if (Future.class.isAssignableFrom(raw)) {
			return value(returned.as(Future.class).getGeneric(0));
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(raw);
		if (adapter == null || adapter.isNoValue()) {
			return returned;
		}
		ResolvableType element = returned.getGeneric(0);
		return adapter.isMultiValue() ? ResolvableType.forClassWithGenerics(List.class, element) : element;
	}

}
