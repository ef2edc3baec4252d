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

package io.github.natsboot.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;

import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerMethod;

import org.springframework.aop.support.AopUtils;

/**
 * A listener annotation as it was found on a bean's method.
 *
 * @param bean the bean
 * @param beanName the bean's name
 * @param method the method of the bean's class
 * @param annotation the annotation, with its attributes merged
 * @param index the annotation's place among those of its kind on the method
 */
record AnnotatedListener(Object bean, String beanName, Method method, Annotation annotation, int index) {

	String defaultId() {
		String id = this.beanName + "." + this.method.getName();
		return (this.index == 0) ? id : id + "#" + (this.index + 1);
	}

	String describe() {
		return "@" + this.annotation.annotationType().getSimpleName() + " on "
				+ ListenerMethod.describe(this.bean, this.method) + " of bean '" + this.beanName + "'";
	}

	/**
	 * The method as it can be called on the bean, which may be a proxy.
	 */
	Method invocableMethod() {
		try {
			return AopUtils.selectInvocableMethod(this.method, this.bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw new ListenerConfigurationException(describe(),
					"the bean is wrapped in a proxy that does not have the method: make the method public, add it to "
							+ "an interface of the class, or have the class itself proxied",
					ex);
		}
	}

}
